import { assert } from '../base/assert.ts';
import type { FieldType, Invariant, MessageType, Saga, Scenario, Table } from './document.ts';
import type { Scope } from './expression/expression.ts';

/** A name as an expression writes it: `attempts`, `order.state`. */
export interface ScopeVariable {
  readonly name: string;
  readonly type: FieldType;
}

/**
 * What the expressions of one place may name. The parser checks them in it, the simulator compiles them with it: the slot
 * of a name is its index in `variables`.
 */
export interface NamedScope {
  readonly scope: Scope;
  readonly variables: readonly ScopeVariable[];
  /** Asserts that the scope has the name. */
  slotOf(name: string): number;
}

/** Names in the order of their slots, each once. A name has no dot, or one. */
export function scopeOf(variables: readonly ScopeVariable[]): NamedScope {
  const scope: Record<string, Scope[string]> = {};
  const slots = new Map<string, number>();
  for (const [slot, { name, type }] of variables.entries()) {
    assert(!slots.has(name), 'a name has one slot');
    slots.set(name, slot);
    const [root, field] = name.split('.') as [string, string?];
    if (field === undefined) scope[root] = { type, slot };
    else scope[root] = { ...scope[root], [field]: { type, slot } } as Scope[string];
  }
  return {
    scope,
    variables,
    slotOf(name) {
      const slot = slots.get(name);
      assert(slot !== undefined, `the scope has no name ${name}`);
      return slot;
    },
  };
}

/** The key column first, then the columns in document order: `row.id`, `row.total`. */
export function rowVariables(table: Table): readonly ScopeVariable[] {
  const key = { name: `row.${table.key.name}`, type: table.key.type };
  // A column of the key's name is reported where it is declared.
  return [key, ...fieldVariables('row', table.columns).filter(({ name }) => name !== key.name)];
}

/**
 * In scope of `where`, `set` and `add` of an update, of `where` and `of` of a query, of `set` and the guards of a
 * transition: the row after all that the handler may name.
 */
export function rowScope(handler: NamedScope, table: Table): NamedScope {
  return scopeOf([...handler.variables, ...rowVariables(table)]);
}

/** In scope of a saga's commands and compensations: its data, then `saga.id`. */
export function sagaScope(saga: Saga): NamedScope {
  return scopeOf(sagaVariables(saga));
}

/** In scope of `onReply`: what commands may name, then the fields of the reply. */
export function replyScope(saga: Saga, reply: MessageType): NamedScope {
  return scopeOf([...sagaVariables(saga), ...fieldVariables('reply', reply.payload ?? {})]);
}

/** In scope of a client's payloads and keys: which of its `count` times this is, from 1. */
export function requestScope(): NamedScope {
  return scopeOf([{ name: 'ordinal', type: 'int' }]);
}

/** In scope of `where` and `of` of an invariant's queries: the row alone. */
export function queryScope(table: Table): NamedScope {
  return scopeOf(rowVariables(table));
}

/**
 * In scope of what an invariant says holds: the row of the table that it is about, or the results of its queries in
 * document order. Its tables are known.
 */
export function invariantScope(scenario: Scenario, invariant: Invariant): NamedScope {
  if (invariant.forEach !== undefined) {
    const { service, table } = invariant.forEach;
    const rows = scenario.services[service]?.database?.tables[table];
    assert(rows !== undefined, 'the table of an invariant is known');
    return scopeOf(rowVariables(rows));
  }
  return scopeOf(
    Object.entries(invariant.queries ?? {}).map(([name, { aggregate }]) => ({ name, type: aggregateType(aggregate) })),
  );
}

/** What a query over the rows of a table gives. */
export function aggregateType(aggregate: 'count' | 'sum' | 'exists'): FieldType {
  return aggregate === 'exists' ? 'bool' : 'int';
}

export function fieldVariables(group: string, fields: Readonly<Record<string, FieldType>>): readonly ScopeVariable[] {
  return Object.entries(fields).map(([field, type]) => ({ name: `${group}.${field}`, type }));
}

function sagaVariables(saga: Saga): readonly ScopeVariable[] {
  return [...fieldVariables('data', saga.data ?? {}), { name: 'saga.id', type: 'string' }];
}
