import { Database } from './database/database.ts';
import type { StatementGranularity } from './program.ts';
import { executeInSession, resolvePredicate } from './session.ts';

/** Imported only by who compiles programs: what has atomic transactions alone does without all of this. */
export const STATEMENT_GRANULARITY: StatementGranularity = {
  createDatabase: (name, context, settings) => new Database(name, context, settings),
  executeInSession,
  resolvePredicate,
};
