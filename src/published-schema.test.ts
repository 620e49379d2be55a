import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SCHEMA_PATH, scenarioJsonSchema, scenarioSchemaText } from '../scripts/scenario-schema.ts';

const root = new URL('..', import.meta.url);

test('DO50: the published JSON Schema is the current one; npm run schema writes it', () => {
  expect(readFileSync(new URL(SCHEMA_PATH, root), 'utf8')).toBe(scenarioSchemaText());
});

test('DO50: every reference leads to a definition, and every definition is used', () => {
  const schema = scenarioJsonSchema();
  const references = new Set(JSON.stringify(schema).match(/#\/\$defs\/\w+/g));
  expect([...references].toSorted()).toEqual(
    Object.keys(schema.$defs ?? {})
      .map((name) => `#/$defs/${name}`)
      .toSorted(),
  );
});

test('DO51: a document may name its schema', () => {
  expect(scenarioJsonSchema()).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    properties: { $schema: { type: 'string' }, schema: { const: 1 } },
    additionalProperties: false,
  });
});
