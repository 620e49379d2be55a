import type { PlainValue } from '../trace/trace.ts';
import type { ExplanationNames } from './told-finding.ts';
import type { WitnessOperation } from './finding.ts';

/** Parts of English sentences about operations. */
export interface EnglishPhrases {
  /** `approve order (step 5 of Create Order customer/create.1)`, without titles `step approve-order of …`. */
  readonly who: (operation: WitnessOperation) => string;
  /** `Create Order customer/create.1`. */
  readonly saga: (operation: WitnessOperation) => string;
  /** `at entry 31`. */
  readonly at: (operation: WitnessOperation) => string;
  /** `orders[1].state`. */
  readonly item: (operation: WitnessOperation) => string;
  readonly value: (value: PlainValue | undefined) => string;
  /** `wrote orders[1].state = APPROVED at entry 31`. */
  readonly wrote: (operation: WitnessOperation) => string;
  /** `read orders[1].state = APPROVED at entry 31`. */
  readonly read: (operation: WitnessOperation) => string;
  /** What a write has brought: `CANCELLED`, `the row orders[1]`, `the deletion of orders[1]`. */
  readonly result: (operation: WitnessOperation) => string;
  /** How that came about: `wrote`, `inserted`, `made`. */
  readonly made: (operation: WitnessOperation) => string;
  readonly message: (operation: WitnessOperation) => string;
}

export function englishPhrases(names: ExplanationNames): EnglishPhrases {
  const saga = ({ saga: id = '', sagaType = 'saga' }: WitnessOperation): string =>
    `${names.saga?.(sagaType, 'en') ?? sagaType} ${instanceOf(id)}`;
  const who = (operation: WitnessOperation): string => {
    const { sagaType, step, compensating, transaction = '' } = operation;
    if (sagaType === undefined) return `transaction ${transaction}`;
    if (step === undefined || step === '') return `saga ${saga(operation)}`;
    const known = names.step?.(sagaType, step, 'en');
    const told =
      known === undefined
        ? `step ${step} of ${saga(operation)}`
        : `${known.title} (step ${known.number} of ${saga(operation)})`;
    return compensating === true ? `the compensation of ${told}` : told;
  };
  const at = ({ entry }: WitnessOperation): string => (entry < 0 ? 'at some point' : `at entry ${entry + 1}`);
  const row = ({ table = '', key = null }: WitnessOperation): string => `${table}[${text(key)}]`;
  const item = (operation: WitnessOperation): string => `${row(operation)}.${operation.column ?? ''}`;
  const value = (plain: PlainValue | undefined): string =>
    plain === undefined || plain === null ? 'nothing' : text(plain);
  const wrote = (operation: WitnessOperation): string => {
    switch (operation.form) {
      case 'insert':
        return `inserted ${row(operation)} with ${operation.column ?? ''} = ${value(operation.value)} ${at(operation)}`;
      case 'delete':
        return `deleted ${row(operation)} ${at(operation)}`;
      case 'delta':
        return `changed ${item(operation)} to ${value(operation.value)} ${at(operation)}`;
      default:
        return `wrote ${item(operation)} = ${value(operation.value)} ${at(operation)}`;
    }
  };
  return {
    who,
    saga,
    at,
    item,
    value,
    wrote,
    read: (operation) => `read ${item(operation)} = ${value(operation.value)} ${at(operation)}`,
    result(operation) {
      if (operation.form === 'insert') return `the row ${row(operation)}`;
      if (operation.form === 'delete') return `the deletion of ${row(operation)}`;
      return value(operation.value);
    },
    made: ({ form }) => (form === 'insert' ? 'inserted' : form === 'delete' ? 'made' : 'wrote'),
    message: ({ message = '', messageType }) =>
      messageType === undefined ? message : `${names.messageType?.(messageType, 'en') ?? messageType} ${message}`,
  };
}

/** A saga is called after what started it: its identity without its own label. */
export function instanceOf(saga: string): string {
  const end = saga.lastIndexOf('>');
  return end < 0 ? saga : saga.slice(0, end);
}

export function text(plain: PlainValue): string {
  return typeof plain === 'object' ? JSON.stringify(plain) : String(plain);
}
