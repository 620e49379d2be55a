import { toJsonSchema } from '@valibot/to-json-schema';
import { definitions } from '../src/engine/model/schema/definitions.ts';
import { descriptions } from '../src/engine/model/schema/descriptions.ts';

/** Where the schema is published, from the root of the project; the digit is the document's `schema`. */
export const SCHEMA_PATH = 'public/schema/scenario-1.json';

interface JsonSchema {
  description?: string;
  required?: string[];
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema | boolean;
  additionalProperties?: JsonSchema | boolean;
  anyOf?: JsonSchema[];
  $defs?: Record<string, JsonSchema>;
  [keyword: string]: unknown;
}

/**
 * The JSON Schema (draft 2020-12) of the scenario document, for editors that complete and check it. What a schema cannot
 * say, such as that an id must be declared, only the parser says. Throws if a property has no description, or a
 * description no property.
 */
export function scenarioJsonSchema(): JsonSchema {
  const { $defs, ...rest } = toJsonSchema(definitions.Scenario, {
    target: 'draft-2020-12',
    definitions,
    // Rules that need code: words with a meaning of their own, the order of two bounds.
    ignoreActions: ['check'],
  }) as JsonSchema;
  if ($defs === undefined) throw new Error('The schema has no definitions');
  const unused = new Map(Object.entries(descriptions));
  for (const [name, schema] of Object.entries($defs)) describe(schema, name, unused);
  if (unused.size > 0) throw new Error(`Descriptions without a property: ${[...unused.keys()].join(', ')}`);

  const { Scenario: scenario, ...parts } = $defs;
  if (scenario?.properties === undefined) throw new Error('The scenario has no properties');
  const link = { type: 'string', description: 'The address of this schema, for editors.' };
  return {
    $schema: rest['$schema'],
    title: 'Sagascope scenario, version 1',
    ...scenario,
    properties: { $schema: link, ...scenario.properties },
    $defs: parts,
  };
}

/** Adds what descriptions say of a schema at `name` and of all that stands inside of it; takes them out of `unused`. */
function describe(schema: JsonSchema, name: string, unused: Map<string, string>): void {
  const description = unused.get(name);
  if (description !== undefined) schema.description = description;
  else if (!name.includes('*')) throw new Error(`No description of ${name}`);
  unused.delete(name);
  if (schema.required?.length === 0) delete schema.required;
  for (const [property, inner] of Object.entries(schema.properties ?? {}))
    describe(inner, `${name}.${property}`, unused);
  for (const inner of [schema.items, schema.additionalProperties])
    if (typeof inner === 'object') describe(inner, `${name}.*`, unused);
  for (const inner of schema.anyOf ?? []) describe(inner, `${name}.*`, unused);
}

export function scenarioSchemaText(): string {
  return `${JSON.stringify(scenarioJsonSchema(), undefined, 2)}\n`;
}
