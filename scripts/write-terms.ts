// npm run terms: writes the parsed and type-checked expressions of every built-in scenario into a file beside it.
import { writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { allScenarios } from '../src/scenarios/all.ts';
import { termsPath, termsText } from './scenario-terms.ts';

// What runs is built elsewhere; the first argument is this file.
const script = process.argv[1];
if (script === undefined) throw new Error('Run me as a script: npm run terms');
for (const scenario of allScenarios)
  writeFileSync(resolve(dirname(script), '..', termsPath(scenario)), termsText(scenario));
