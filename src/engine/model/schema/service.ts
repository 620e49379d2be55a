import type * as document from '../document.ts';
import { LIMITS } from '../limits.ts';
import { distribution, fieldName, fieldType, id, integer, messageTypeId, scalar, title, usedName } from './scalars.ts';
import { byId, closed, list, optional, word } from './shape.ts';
import type { Schema } from './shape.ts';
import { ISOLATION_LEVELS, handler } from './step.ts';
import * as v from 'valibot';

export const table: Schema<document.Table> = closed<document.Table>({
  title: optional(title),
  key: closed<document.Table['key']>({ name: fieldName, type: fieldType }),
  columns: byId(fieldName, fieldType, LIMITS.columns),
  rows: optional(list(byId(usedName, scalar, LIMITS.columns + 1), LIMITS.rows)),
  machines: optional(byId(usedName, id, LIMITS.columns)),
});

export const database: Schema<document.Database> = closed<document.Database>({
  level: optional(word('atomic', ...ISOLATION_LEVELS)),
  profile: optional(word('postgresql')),
  tables: byId(id, table, LIMITS.tables),
});

export const relay: Schema<document.Relay> = closed<document.Relay>({
  kind: word('polling'),
  intervalMicros: optional(distribution),
  batch: optional(integer(1, LIMITS.relayBatch)),
});

export const service: Schema<document.Service> = closed<document.Service>({
  title: optional(title),
  instances: optional(integer(1, LIMITS.instances)),
  concurrency: optional(integer(1, LIMITS.concurrency)),
  serviceTimeMicros: optional(distribution),
  database: optional(database),
  publishing: optional(word('outbox', 'after-commit', 'before-commit')),
  relay: optional(relay),
  inbox: optional(v.boolean()),
  granularity: optional(word('operation', 'handler')),
  handlers: byId(messageTypeId, handler, LIMITS.handlers),
});
