import type { ConformanceForm } from './form.ts';
import { databaseInterleaving } from './database-interleaving.ts';

/** To check another form of files, implement `ConformanceForm` and add it here. */
export const FORMS: readonly ConformanceForm[] = [databaseInterleaving];
