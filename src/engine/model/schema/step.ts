import type { Distribution } from '../../base/draw.ts';
import type * as document from '../document.ts';
import { LIMITS } from '../limits.ts';
import { byId, byKey, closed, later, list, optional, word } from './shape.ts';
import type { Schema } from './shape.ts';
import {
  distribution,
  expression,
  id,
  integer,
  label,
  messageTypeId,
  timeoutMicros,
  title,
  usedName,
  variableName,
} from './scalars.ts';

export const ISOLATION_LEVELS = ['read-uncommitted', 'read-committed', 'repeatable-read', 'serializable'] as const;

const labelled = { label: optional(label) };

/** Columns or fields, declared elsewhere, and what they get. */
const values = byId(usedName, expression, LIMITS.columns);

/** Steps hold steps. The bound of each list is that of the document; nesting is bounded when it is read. */
const steps: Schema<readonly document.Step[]> = list(
  later((): Schema<document.Step> => step),
  LIMITS.steps,
);

/** What a message that is sent says, with or without more. */
export const outgoingMessage = {
  message: messageTypeId,
  to: id,
  payload: optional(values),
  key: optional(expression),
};

export const outgoing: Schema<document.OutgoingMessage> = closed<document.OutgoingMessage>(outgoingMessage);

const read = closed<document.ReadStep>({
  ...labelled,
  read: closed<document.ReadStep['read']>({
    table: id,
    key: expression,
    as: variableName,
    lock: optional(word('share', 'update')),
    wait: optional(word('wait', 'nowait', 'skip-locked')),
  }),
});

const insert = closed<document.InsertStep>({
  ...labelled,
  insert: closed<document.InsertStep['insert']>({
    table: id,
    key: expression,
    values,
    onConflict: optional(word('fail', 'nothing', 'update')),
    as: optional(variableName),
  }),
});

const update = closed<document.UpdateStep>({
  ...labelled,
  update: closed<document.UpdateStep['update']>({
    table: id,
    key: optional(expression),
    set: optional(values),
    add: optional(values),
    where: optional(expression),
    as: optional(variableName),
  }),
});

const deletion = closed<document.DeleteStep>({
  ...labelled,
  delete: closed<document.DeleteStep['delete']>({ table: id, key: expression, as: optional(variableName) }),
});

export const aggregate: Schema<'count' | 'sum' | 'exists'> = word('count', 'sum', 'exists');

const query = closed<document.QueryStep>({
  ...labelled,
  query: closed<document.QueryStep['query']>({
    table: id,
    where: optional(expression),
    aggregate,
    of: optional(expression),
    as: variableName,
  }),
});

const transaction = closed<document.TransactionStep>({
  ...labelled,
  transaction: steps,
  isolation: optional(word(...ISOLATION_LEVELS)),
  retries: optional(integer(0, LIMITS.transactionRetries)),
  onRollback: optional(steps),
});

const send = closed<document.SendStep>({ ...labelled, send: outgoing });

const publish = closed<document.PublishStep>({ ...labelled, publish: outgoing });

const reply = closed<document.ReplyStep>({
  ...labelled,
  reply: closed<document.ReplyStep['reply']>({
    outcome: word('success', 'failure'),
    message: optional(messageTypeId),
    payload: optional(values),
  }),
});

const call = closed<document.CallStep>({
  ...labelled,
  call: closed<document.CallStep['call']>({
    ...outgoingMessage,
    as: variableName,
    replies: optional(list(messageTypeId, LIMITS.fields)),
    timeoutMicros: optional(timeoutMicros),
  }),
});

const startSaga = closed<document.StartSagaStep>({
  ...labelled,
  startSaga: closed<document.StartSagaStep['startSaga']>({ saga: id, data: optional(values) }),
});

const transition = closed<document.TransitionStep>({
  ...labelled,
  transition: closed<document.TransitionStep['transition']>({
    table: id,
    key: expression,
    column: optional(usedName),
    event: label,
    set: optional(values),
    as: optional(variableName),
    otherwise: optional(steps),
  }),
});

const append = closed<document.AppendStep>({
  ...labelled,
  append: closed<document.AppendStep['append']>({
    table: id,
    stream: expression,
    expectedVersion: optional(expression),
    values,
    as: optional(variableName),
  }),
});

const set = closed<document.SetStep>({
  ...labelled,
  set: byId(variableName, expression, LIMITS.fields),
});

const condition = closed<document.IfStep>({
  ...labelled,
  if: expression,
  // oxlint-disable-next-line unicorn/no-thenable -- the document's own word; a schema is never awaited
  then: steps,
  else: optional(steps),
});

export const waiting: Schema<document.WaitStep['wait']> = byKey<document.WaitStep['wait']>({
  forMicros: closed<{ readonly forMicros: Distribution }>({ forMicros: distribution }),
  while: closed<{ readonly while: document.Expression }>({ while: expression }),
});

const wait = closed<document.WaitStep>({ ...labelled, wait: waiting });

const fail = closed<document.FailStep>({
  ...labelled,
  fail: closed<document.FailStep['fail']>({ reason: label }),
});

const end = closed<document.ReturnStep>({
  ...labelled,
  return: closed<Record<never, never>>({}),
});

/** The steps by the key that tells them apart. */
export const stepKinds = {
  read,
  insert,
  update,
  delete: deletion,
  query,
  transaction,
  send,
  publish,
  reply,
  call,
  startSaga,
  transition,
  append,
  set,
  if: condition,
  wait,
  fail,
  return: end,
} satisfies Readonly<Record<string, Schema<document.Step>>>;

export const step: Schema<document.Step> = byKey<document.Step>(stepKinds, labelled);

export const handler: Schema<document.Handler> = closed<document.Handler>({
  title: optional(title),
  steps,
});
