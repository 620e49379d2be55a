import type { Language } from './catalogue.ts';
import type { Finding, WitnessOperation, WitnessRole } from './finding.ts';

/** Titles of the document in place of ids; what is left out or undefined is told by its id. */
export interface ExplanationNames {
  saga?(type: string, language: Language): string | undefined;
  /** The title of a step of a saga, and its number from 1. */
  step?(
    sagaType: string,
    step: string,
    language: Language,
  ): { readonly title: string; readonly number: number } | undefined;
  messageType?(type: string, language: Language): string | undefined;
}

/** A finding whose operations are asked for by their roles. */
export class ToldFinding {
  readonly finding: Finding;

  constructor(finding: Finding) {
    this.finding = finding;
  }

  get operations(): readonly WitnessOperation[] {
    return this.finding.witness.operations;
  }

  has(role: WitnessRole): boolean {
    return this.operations.some((operation) => operation.role === role);
  }

  all(role: WitnessRole): readonly WitnessOperation[] {
    return this.operations.filter((operation) => operation.role === role);
  }

  /** The operation with this role; of a witness that was cut down one that says nothing. */
  of(role: WitnessRole): WitnessOperation {
    return this.operations.find((operation) => operation.role === role) ?? { role, entry: -1 };
  }
}
