import type { ConformanceForm } from './form.ts';
import { databaseInterleaving } from './database-interleaving.ts';
import { sagaCases } from './saga-cases/saga-cases.ts';
import { transactionHistory } from './transaction-history.ts';

/** To check another form of files, implement `ConformanceForm` and add it here. */
export const FORMS: readonly ConformanceForm[] = [databaseInterleaving, sagaCases, transactionHistory];
