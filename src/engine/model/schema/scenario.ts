import * as v from 'valibot';
import type * as document from '../document.ts';
import type { MachineConfig } from '../machine/types.ts';
import { LIMITS } from '../limits.ts';
import { channel, client, faultBudget, faults, messageType, saga } from './messaging.ts';
import { option, variant } from './option.ts';
import { anomaly, expression, id, integer, label, messageTypeId, part, text, title, variableName } from './scalars.ts';
import { service } from './service.ts';
import { byId, byKey, closed, list, open, optional, word } from './shape.ts';
import type { Schema } from './shape.ts';
import { aggregate } from './step.ts';

type InvariantQuery = NonNullable<document.Invariant['queries']>[string];
type PauseAt = NonNullable<document.StoryStep['pauseAt']>;

/** Machines have a parser of their own. */
export const machine: Schema<MachineConfig> = open<MachineConfig>();

const invariantQuery = closed<InvariantQuery>({
  service: id,
  table: id,
  where: optional(expression),
  aggregate,
  of: optional(expression),
});

export const invariant: Schema<document.Invariant> = closed<document.Invariant>({
  title,
  when: word('always', 'finally'),
  forEach: optional(closed<NonNullable<document.Invariant['forEach']>>({ service: id, table: id })),
  queries: optional(byId(variableName, invariantQuery, LIMITS.queries)),
  holds: expression,
});

export const claim: Schema<document.Claim> = closed<document.Claim>({
  variant: id,
  reachable: optional(list(anomaly, LIMITS.anomalies)),
  unreachable: optional(list(anomaly, LIMITS.anomalies)),
  budget: optional(faultBudget),
});

export const pauseAt: Schema<PauseAt> = byKey<PauseAt>({
  entry: closed<{ readonly entry: string }>({ entry: id }),
  finding: closed<{ readonly finding: string }>({ finding: anomaly }),
  end: closed<{ readonly end: true }>({ end: v.literal(true, 'true') }),
});

export const storyStep: Schema<document.StoryStep> = closed<document.StoryStep>({
  text,
  variant: optional(id),
  highlight: optional(list(part, LIMITS.highlight)),
  pauseAt: optional(pauseAt),
});

/** Cards stand on a grid of eight pixels. */
const pixels = v.pipe(
  v.number(),
  v.safeInteger(),
  v.minValue(-LIMITS.layoutPixels),
  v.maxValue(LIMITS.layoutPixels),
  v.multipleOf(8),
);

export const position = closed<{ readonly x: number; readonly y: number }>({ x: pixels, y: pixels });

export const scenario: Schema<document.Scenario> = closed<document.Scenario>({
  schema: v.literal(1, '1'),
  id,
  title,
  summary: text,
  tags: optional(list(label, LIMITS.tags)),
  messages: byId(messageTypeId, messageType, LIMITS.messages),
  machines: optional(byId(id, machine, LIMITS.machines)),
  services: byId(id, service, LIMITS.services),
  channels: byId(id, channel, LIMITS.channels),
  sagas: optional(byId(id, saga, LIMITS.sagas)),
  clients: byId(id, client, LIMITS.clients),
  faults: optional(faults),
  options: optional(byId(id, option, LIMITS.options)),
  variants: v.pipe(byId(id, variant, LIMITS.variants), v.minEntries(1)),
  invariants: optional(byId(id, invariant, LIMITS.invariants)),
  claims: optional(list(claim, LIMITS.claims)),
  story: optional(list(storyStep, LIMITS.story)),
  layout: optional(byId(part, position, LIMITS.layout)),
  seed: optional(integer(0, Number.MAX_SAFE_INTEGER)),
});
