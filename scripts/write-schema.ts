// npm run schema: writes the published JSON Schema of the scenario document from the schema that the parser uses.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { SCHEMA_PATH, scenarioSchemaText } from './scenario-schema.ts';

// What runs is built elsewhere; the first argument is this file.
const script = process.argv[1];
if (script === undefined) throw new Error('Run me as a script: npm run schema');
const path = resolve(dirname(script), '..', SCHEMA_PATH);
mkdirSync(dirname(path), { recursive: true });
writeFileSync(path, scenarioSchemaText());
