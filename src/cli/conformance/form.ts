import type { Result } from '../../engine/base/result.ts';

/** One place where what came out is not what was observed. */
export interface Difference {
  /** A JSON pointer into the observed outcome. */
  readonly path: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

/** One vector under one setting. */
export interface CaseResult {
  readonly id: string;
  /** The isolation level, or whatever else a form runs its vectors under. */
  readonly level: string;
  readonly differences: readonly Difference[];
  /** The data themselves say that a faithful simulation may differ here. */
  readonly allowed: boolean;
  /** How it agrees, when that is not the usual way. */
  readonly note?: string;
}

export interface Problem {
  readonly path: string;
  readonly problem: string;
}

export interface CheckOptions {
  /** One of the form's profiles; default its first. */
  readonly profile?: string;
}

/** A known form of files with vectors. */
export interface ConformanceForm {
  /** The `format` of the file. */
  readonly format: string;
  readonly profiles: readonly string[];
  check(document: Readonly<Record<string, unknown>>, options: CheckOptions): Result<readonly CaseResult[], Problem>;
}
