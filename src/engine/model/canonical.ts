import { assert } from '../base/assert.ts';
import { lanesToHex, textHigh, textLow } from '../base/hash.ts';
import type { Scenario } from './document.ts';
import { readShape } from './schema/read.ts';

/**
 * The one text of a scenario, for links and hashes: compact JSON, properties in the order of the schema, ids, machines
 * and patches in the order of the document.
 */
export function canonicalJson(scenario: Scenario): string {
  const shape = readShape(scenario);
  assert(shape.ok, 'a scenario was parsed before it is written');
  return JSON.stringify(shape.value);
}

/** Sixteen hexadecimal digits of the canonical text. */
export function scenarioDigest(scenario: Scenario): string {
  const text = canonicalJson(scenario);
  return lanesToHex(textHigh(text), textLow(text));
}
