import type { Expression, FieldType, Scenario, Table } from '../document.ts';
import type { ExpressionTypes } from '../expression-check.ts';
import { LIMITS } from '../limits.ts';
import type { Machine } from '../machine/types.ts';
import { suggest } from '../nearest-name.ts';
import type { Suggestion } from '../nearest-name.ts';
import { problem } from '../problem.ts';
import type { Problem, ProblemCode, ProblemParams } from '../problem.ts';
import type { NamedScope } from '../scope.ts';
import type { MachineTypes } from './machines.ts';

/** What is found while the parts of one document are held against each other. */
export class Checking {
  readonly scenario: Scenario;
  readonly problems: Problem[] = [];
  readonly expressionTypes: ExpressionTypes;
  readonly machineTypes: MachineTypes;
  #expressions = 0;

  constructor(scenario: Scenario, expressionTypes: ExpressionTypes, machineTypes: MachineTypes) {
    this.scenario = scenario;
    this.expressionTypes = expressionTypes;
    this.machineTypes = machineTypes;
  }

  /** There is more to report than will be read: what costs much need not be looked into any further. */
  get isFull(): boolean {
    return this.problems.length > LIMITS.problems;
  }

  report<Code extends ProblemCode>(path: string, code: Code, params: ProblemParams[Code]): void {
    this.problems.push(problem(path, code, params));
  }

  /** A machine of the document; undefined also if it has problems of its own, which are reported with it. */
  machine(id: string): Machine | undefined {
    const config = member(this.scenario.machines, id);
    return config === undefined ? undefined : this.machineTypes.machineOf(config);
  }

  /** Without a scope nothing is checked: that the scope has problems of its own was reported. */
  expression(
    path: string,
    expression: Expression | undefined,
    scope: NamedScope | undefined,
    expected: FieldType | 'any',
  ): void {
    if (expression === undefined || scope === undefined) return;
    if (typeof expression === 'string' && ++this.#expressions > LIMITS.expressions) {
      if (this.#expressions === LIMITS.expressions + 1)
        this.report(path, 'too-many-expressions', { maximum: LIMITS.expressions });
      return;
    }
    const fault = this.expressionTypes.faultOf(expression, scope, expected);
    if (fault !== undefined) this.problems.push({ ...fault, path });
  }

  /** Expressions of the columns of a table or the fields of a message, each of the type that is declared. */
  values(
    path: string,
    values: Readonly<Record<string, Expression>> | undefined,
    types: Readonly<Record<string, FieldType>>,
    scope: NamedScope | undefined,
    unknown: (path: string, suggestion: Suggestion) => void,
  ): void {
    for (const [name, expression] of Object.entries(values ?? {})) {
      if (this.isFull) return;
      const at = `${path}/${name}`;
      const type = member(types, name);
      if (type === undefined) unknown(at, suggest(name, Object.keys(types)));
      else this.expression(at, expression, scope, type);
    }
  }

  /** The columns of a table. */
  columnValues(
    path: string,
    values: Readonly<Record<string, Expression>> | undefined,
    tableId: string,
    table: Table,
    scope: NamedScope | undefined,
  ): void {
    this.values(path, values, table.columns, scope, (at, suggestion) =>
      this.report(at, 'unknown-column', { ...suggestion, table: tableId }),
    );
  }
}

/** A member of a record by an id from the document, which may be the name of what every object inherits. */
export function member<T>(members: Readonly<Record<string, T>> | undefined, id: string): T | undefined {
  return members !== undefined && Object.hasOwn(members, id) ? members[id] : undefined;
}

export function suggestMember(members: Readonly<Record<string, unknown>> | undefined, id: string): Suggestion {
  return suggest(id, Object.keys(members ?? {}));
}
