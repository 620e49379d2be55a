import { assert } from '../base/assert.ts';
import { success } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import type { FieldType, Handler, MessageType, Scenario, Service, Step, Table } from './document.ts';
import type { ExpressionTyping } from './expression-check.ts';
import { LIMITS } from './limits.ts';
import { memberPath, pathOf } from './pointer.ts';
import { problem } from './problem.ts';
import type { Problem } from './problem.ts';
import { aggregateType, fieldVariables, scopeOf } from './scope.ts';
import type { NamedScope, ScopeVariable } from './scope.ts';
import { forEachStep } from './steps.ts';

/**
 * What the expressions of a handler may name. Slots: first the fields of the message in document order, then the
 * variables in the order in which the steps first bind them. A name need not be bound on every path: unbound it is 0,
 * false or ''.
 */
export type HandlerScope = NamedScope;

/** `message` is the message that is being handled, `row` the row that a step looks at. */
const RESERVED_ROOTS: ReadonlySet<string> = new Set(['message', 'row']);

/** The scope of a handler that the scenario has. The problems are those of a document that was not parsed. */
export function handlerScope(
  scenario: Scenario,
  serviceId: string,
  messageType: string,
  types: ExpressionTyping,
): Result<HandlerScope, Problem> {
  const handler = scenario.services[serviceId]?.handlers[messageType];
  assert(handler !== undefined, 'the scenario has the handler');
  const inferred = inferHandlerScope(scenario, serviceId, messageType, types);
  return inferred.problems.length === 0 ? success(inferred.scope) : { ok: false, problems: inferred.problems };
}

/**
 * The same, with the names that could be given a type even where others could not. The expressions of `set` steps are
 * checked here, since they give the types. What a step names that is not declared is left out, to be reported elsewhere.
 */
export function inferHandlerScope(
  scenario: Scenario,
  serviceId: string,
  messageType: string,
  types: ExpressionTyping,
): { readonly scope: HandlerScope; readonly problems: readonly Problem[] } {
  const service = scenario.services[serviceId] as Service;
  const handler = service.handlers[messageType] as Handler;
  const path = pathOf(['services', serviceId, 'handlers', messageType]);
  const bindings = bindingsOf(scenario, service, handler, memberPath(path, 'steps'));
  const message = fieldVariables('message', scenario.messages[messageType]?.payload ?? {});
  const names = message.length + new Set(bindings.map(({ name }) => name)).size;
  if (names > LIMITS.variables) {
    const problems = [problem(path, 'too-many-variables', { found: names, maximum: LIMITS.variables })];
    return { scope: scopeOf(message), problems };
  }
  return new Inference(message, bindings, types).result();
}

/** A place where a step binds a name: to a type, or to an expression that tells it. */
interface Binding {
  readonly name: string;
  /** Of the step's member that says so. */
  readonly path: string;
  readonly type: FieldType | undefined;
  readonly expression: string | number | boolean | undefined;
}

class Inference {
  readonly #message: readonly ScopeVariable[];
  readonly #bindings: readonly Binding[];
  readonly #types: ExpressionTyping;
  readonly #known = new Map<string, FieldType>();
  /** What roots stand for: a value of their own, or a group of fields. */
  readonly #groups = new Map<string, boolean>();
  /** By path: what an expression waits for, so that it is looked at once for each unknown name and not in each round. */
  readonly #blocked = new Map<string, string>();
  readonly #problems: Problem[] = [];

  constructor(message: readonly ScopeVariable[], bindings: readonly Binding[], types: ExpressionTyping) {
    this.#message = message;
    this.#types = types;
    this.#bindings = bindings.filter((binding) => this.#isPossible(binding));
  }

  result(): { readonly scope: HandlerScope; readonly problems: readonly Problem[] } {
    for (const { name, path, type } of this.#bindings) if (type !== undefined) this.#bind(name, type, path);
    let open: readonly Binding[] = this.#bindings.filter(({ expression }) => expression !== undefined);
    for (let before = Infinity; open.length < before;) {
      before = open.length;
      const scope = this.#scope();
      open = open.filter((binding) => !this.#settle(binding, scope));
    }
    const scope = this.#scope();
    for (const binding of open) this.#refuse(binding, scope);
    return { scope: this.#scope(), problems: this.#problems };
  }

  #isPossible({ name, path }: Binding): boolean {
    const [root] = name.split('.') as [string];
    if (RESERVED_ROOTS.has(root)) {
      this.#reportOnce(problem(path, 'reserved-name', { name: root }));
      return false;
    }
    const isGroup = name.includes('.');
    const before = this.#groups.get(root);
    this.#groups.set(root, before ?? isGroup);
    if (before === undefined || before === isGroup) return true;
    this.#reportOnce(problem(path, 'variable-group', { name: root }));
    return false;
  }

  /** All fields that one step binds have the same root. */
  #reportOnce(found: Problem): void {
    const last = this.#problems.at(-1);
    if (last?.code !== found.code || last.params['name'] !== found.params['name']) this.#problems.push(found);
  }

  #bind(name: string, type: FieldType, path: string): void {
    const other = this.#known.get(name);
    if (other === undefined) this.#known.set(name, type);
    else if (other !== type) this.#problems.push(problem(path, 'variable-type', { name, type, other }));
  }

  /** False as long as the expression names something whose type is not known yet. */
  #settle({ name, path, expression }: Binding, scope: NamedScope): boolean {
    assert(expression !== undefined, 'only expressions are settled');
    const blocked = this.#blocked.get(path);
    if (blocked !== undefined && !this.#known.has(blocked)) return false;
    const found = this.#types.typeOf(expression, scope);
    if (found.ok) {
      this.#bind(name, found.value, path);
      return true;
    }
    if (found.problem.code === 'expression-unknown-variable') {
      // The name may stand in parentheses of its own: `(order).state`.
      this.#blocked.set(path, String(found.problem.params['part']).replace(/[()\s]/g, ''));
      return false;
    }
    this.#problems.push({ ...found.problem, path });
    return true;
  }

  /** Nothing binds a name that the expression needs; said with the names that there are in the end. */
  #refuse({ path, expression }: Binding, scope: NamedScope): void {
    assert(expression !== undefined, 'only expressions are refused');
    const found = this.#types.typeOf(expression, scope);
    if (!found.ok) this.#problems.push({ ...found.problem, path });
  }

  /** In the order of the bindings, whatever the order in which their types became known. */
  #scope(): NamedScope {
    const names = new Set(this.#bindings.map(({ name }) => name));
    const variables = [...names].flatMap((name) => {
      const type = this.#known.get(name);
      return type === undefined ? [] : [{ name, type }];
    });
    return scopeOf([...this.#message, ...variables]);
  }
}

function bindingsOf(scenario: Scenario, service: Service, handler: Handler, stepsPath: string): readonly Binding[] {
  const bindings: Binding[] = [];
  forEachStep(handler.steps, stepsPath, (step, path) => {
    for (const { name, type, at } of typedBindings(step, scenario, service))
      bindings.push({ name, type, path: `${path}${at}`, expression: undefined });
    if ('set' in step)
      for (const [name, expression] of Object.entries(step.set))
        bindings.push({ name, expression, path: memberPath(`${path}/set`, name), type: undefined });
  });
  return bindings;
}

interface TypedBinding extends ScopeVariable {
  /** Within the step. */
  readonly at: string;
}

/** What a step binds to types that are known beforehand. */
function typedBindings(step: Step, scenario: Scenario, service: Service): readonly TypedBinding[] {
  const tables: Readonly<Record<string, Table>> = service.database?.tables ?? {};
  if ('read' in step) return readBindings(step.read.as, own(tables, step.read.table));
  if ('query' in step) return [{ name: step.query.as, type: aggregateType(step.query.aggregate), at: '/query/as' }];
  if ('insert' in step) return counted(step.insert.as, '/insert/as');
  if ('update' in step) return counted(step.update.as, '/update/as');
  if ('delete' in step) return counted(step.delete.as, '/delete/as');
  if ('append' in step) return counted(step.append.as, '/append/as');
  if ('transition' in step) {
    const { as } = step.transition;
    if (as === undefined) return [];
    return [
      { name: `${as}.taken`, type: 'bool', at: '/transition/as' },
      { name: `${as}.from`, type: 'string', at: '/transition/as' },
      { name: `${as}.to`, type: 'string', at: '/transition/as' },
    ];
  }
  if ('call' in step) return callBindings(step.call.as, step.call.replies ?? [], scenario.messages);
  return [];
}

function counted(as: string | undefined, at: string): readonly TypedBinding[] {
  return as === undefined ? [] : [{ name: as, type: 'int', at }];
}

function readBindings(as: string, table: Table | undefined): readonly TypedBinding[] {
  const exists: ScopeVariable = { name: `${as}.exists`, type: 'bool' };
  return [exists, ...fieldVariables(as, table?.columns ?? {})].map((variable) => ({ ...variable, at: '/read/as' }));
}

function callBindings(
  as: string,
  replies: readonly string[],
  messages: Readonly<Record<string, MessageType>>,
): readonly TypedBinding[] {
  const ok: TypedBinding = { name: `${as}.ok`, type: 'bool', at: '/call/as' };
  const fields = replies.flatMap((reply, index) =>
    fieldVariables(as, own(messages, reply)?.payload ?? {}).map((variable) => ({
      ...variable,
      at: `/call/replies/${index}`,
    })),
  );
  return [ok, ...fields];
}

function own<T>(members: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(members, name) ? members[name] : undefined;
}
