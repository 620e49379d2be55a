/* oxlint-disable unicorn/no-thenable -- the word of the document; nobody awaits it */
import { expect, test } from 'vitest';
import { CREATE_ORDER } from '../testing/create-order.ts';
import { REMOVED, edited } from '../testing/edit.ts';
import type { Edit } from '../testing/edit.ts';
import { parseScenario, parseScenarioText } from './parse.ts';
import { ENGLISH } from './problem-text-en.ts';
import { problemText } from './problem-text.ts';
import type { Problem, ProblemCode } from './problem.ts';

/** A code, where it is reported, and the least that must be done to a document to have it. */
type Case = readonly [ProblemCode, string, readonly Edit[] | string];

const CREATE = '/services/order/handlers/CreateOrder/steps';
const REVISE = '/services/order/handlers/ReviseOrder/steps';
const APPROVE = '/services/order/handlers/ApproveOrder/steps';
const RESERVE = '/services/customer/handlers/ReserveCredit/steps';
const RELEASE = '/services/customer/handlers/ReleaseCredit/steps';
const CHECK = '/services/customer/handlers/CheckCredit/steps';
const APPROVED = '/services/history/handlers/OrderApproved/steps';
const ORDERS = '/services/order/database/tables/orders';
const SAGA = '/sagas/create-order';
const MACHINE = '/machines/order';

const TEXTS: readonly Case[] = [
  ['document-too-large', '', ' '.repeat(1_048_577)],
  ['json-unexpected', '', '{"schema" 1}'],
  ['json-unfinished', '', '{"schema": 1'],
  ['json-trailing-comma', '', '{"schema": 1,}'],
  ['json-control-character', '', '{"a\nb": 1}'],
  ['json-escape', '', '{"a\\x": 1}'],
  ['json-after-end', '', '{} {}'],
  ['duplicate-key', '/tags/0/a', '{"tags": [{"a": 1, "a": 2}]}'],
  ['too-deep', '/0'.repeat(32), '['.repeat(33)],
  ['forbidden-key', '/services/__proto__', '{"services": {"__proto__": {}}}'],
];

const SHAPES: readonly Case[] = [
  ['not-json', '/seed', [['/seed', Number.NaN]]],
  ['text-too-long', '/summary/en', [['/summary/en', 'x'.repeat(4097)]]],
  ['text-too-long', '/title/en', [['/title/en', 'x'.repeat(201)]]],
  ['key-too-long', `/services/${'x'.repeat(201)}`, [[`/services/${'x'.repeat(201)}`, {}]]],
  ['newer-schema', '/schema', [['/schema', 2]]],
  ['wrong-schema', '/schema', [['/schema', '1']]],
  ['wrong-type', '', [['', []]]],
  ['wrong-type', '/services', [['/services', []]]],
  ['wrong-type', '/services/order', [['/services/order', []]]],
  ['wrong-type', '/machines/order', [['/machines/order', []]]],
  ['wrong-type', `${CREATE}/0`, [[`${CREATE}/0`, 'send']]],
  ['wrong-type', '/services/order/inbox', [['/services/order/inbox', 1]]],
  ['wrong-type', `${RESERVE}/0/transaction/2/if`, [[`${RESERVE}/0/transaction/2/if`, null]]],
  ['wrong-type', '/services/order/publishing', [['/services/order/publishing', true]]],
  ['wrong-type', '/$schema', [['/$schema', 1]]],
  ['missing-key', '/schema', [['/schema', REMOVED]]],
  ['missing-key', '/channels/order-commands/kind', [['/channels/order-commands/kind', REMOVED]]],
  ['missing-key', '/options/lock/kind', [['/options/lock/kind', REMOVED]]],
  ['too-few', '/services/order/serviceTimeMicros/uniform', [['/services/order/serviceTimeMicros/uniform/1', REMOVED]]],
  ['unknown-key', '/services/order/publshing', [['/services/order/publshing', 'outbox']]],
  ['unknown-key', `${CREATE}/0/transacton`, [[`${CREATE}/0`, { label: 'create', transacton: [] }]]],
  ['unknown-key', '/services/order/toString', [['/services/order/toString', 1]]],
  ['unknown-word', '/services/order/publishing', [['/services/order/publishing', 'outbix']]],
  ['unknown-word', '/options/lock/kind', [['/options/lock/kind', 'chioce']]],
  ['missing-kind', `${CREATE}/1`, [[`${CREATE}/1`, {}]]],
  ['several-kinds', `${CREATE}/1`, [[`${CREATE}/1`, { reply: { outcome: 'success' }, return: {} }]]],
  ['bad-id', '/services/Order', [['/services/Order', { handlers: {} }]]],
  ['bad-id', `/services/${'x'.repeat(65)}`, [[`/services/${'x'.repeat(65)}`, { handlers: {} }]]],
  ['bad-message-type', '/messages/createOrder', [['/messages/createOrder', { kind: 'command' }]]],
  ['bad-name', '/messages/OrderApproved/payload/Order', [['/messages/OrderApproved/payload/Order', 'int']]],
  ['reserved-name', '/messages/OrderApproved/payload/in', [['/messages/OrderApproved/payload/in', 'int']]],
  [
    'reserved-name',
    `${ORDERS}/columns/exists`,
    [
      [`${ORDERS}/columns/exists`, 'bool'],
      [`${ORDERS}/rows`, []],
    ],
  ],
  [
    'reserved-name',
    `${REVISE}/0/call/as`,
    [
      [`${REVISE}/0/call/as`, 'message'],
      [`${REVISE}/1/if`, true],
    ],
  ],
  ['reserved-name', `${REVISE}/0/call/replies/0`, [['/messages/CreditReserved/payload/ok', 'bool']]],
  ['reserved-name', `${SAGA}/steps/2/id`, [[`${SAGA}/steps/2/id`, 'completed']]],
  ['bad-anomaly', '/claims/0/unreachable/0', [['/claims/0/unreachable/0', 'lost message']]],
  ['bad-part', '/story/0/highlight/0', [['/story/0/highlight/0', 'order']]],
  ['control-character', '/title/en', [['/title/en', 'Create\nan order']]],
  ['empty-text', '/title/en', [['/title/en', '']]],
  ['not-an-integer', '/seed', [['/seed', 0.5]]],
  ['not-an-integer', '/seed', [['/seed', 2 ** 53]]],
  ['too-small', '/services/order/instances', [['/services/order/instances', 0]]],
  ['too-great', '/services/order/instances', [['/services/order/instances', 9]]],
  ['too-great', '/services/order/concurrency', [['/services/order/concurrency', 17]]],
  ['not-a-multiple', '/layout/service:order/x', [['/layout/service:order/x', 81]]],
  ['too-many', '/services', [['/services', numbered(51, (index) => [`s${index}`, { handlers: {} }])]]],
  ['too-many', `${ORDERS}/rows`, [[`${ORDERS}/rows`, Array.from({ length: 1001 }, () => ({}))]]],
  ['too-many', '/options', [['/options', numbered(17, (index) => [`o${index}`, CREATE_ORDER.options?.['credit']])]]],
  [
    'too-many',
    '/variants',
    [['/variants', numbered(25, (index) => [`v${index}`, { title: { en: 'V' }, options: {} }])]],
  ],
  ['too-many', '/services/order/serviceTimeMicros/uniform', [['/services/order/serviceTimeMicros/uniform', [1, 2, 3]]]],
  ['too-few', '/variants', [['/variants', {}]]],
  ['too-few', `${SAGA}/steps`, [[`${SAGA}/steps`, []]]],
  ['wrong-order', '/services/order/serviceTimeMicros/uniform', [['/services/order/serviceTimeMicros/uniform', [2, 1]]]],
  ['must-be', '/story/2/pauseAt/end', [['/story/2/pauseAt/end', false]]],
  ['steps-too-deep', `${CREATE}/0${'/then/0'.repeat(7)}/then`, [[`${CREATE}/0`, nested(9)]]],
  ['too-many-steps', '/services', [[CREATE, Array.from({ length: 2001 }, () => ({ return: {} }))]]],
  [
    'too-many-variables',
    '/services/order/handlers/CreateOrder',
    [[`${CREATE}/2`, ...manySets(500)], ...restOfSets(500)],
  ],
  // Nine before it, three in each step.
  ['too-many-expressions', `${CREATE}/1665/update/set/left`, manyExpressions()],
];

const REFERENCES: readonly Case[] = [
  ['unknown-service', '/channels/order-commands/to/0', [['/channels/order-commands/to/0', 'ordr']]],
  [
    'unknown-service',
    '/faults/crashes/kitchen',
    [['/faults/crashes/kitchen', CREATE_ORDER.faults?.crashes?.['customer']]],
  ],
  [
    'unknown-service',
    '/invariants/credit-not-negative/forEach/service',
    [['/invariants/credit-not-negative/forEach/service', 'x']],
  ],
  [
    'unknown-service',
    `${SAGA}/owner`,
    [
      [`${SAGA}/owner`, 'nobody'],
      [`${CREATE}/0/transaction/1/else/1`, REMOVED],
    ],
  ],
  [
    'unknown-table',
    `${RELEASE}/0/transaction/0/update/table`,
    [[`${RELEASE}/0/transaction/0/update/table`, 'customer']],
  ],
  [
    'unknown-table',
    `${RELEASE}/0/transaction/0/update/table`,
    [[`${RELEASE}/0/transaction/0/update/table`, 'constructors']],
  ],
  [
    'unknown-table',
    '/invariants/money-kept/queries/credit/table',
    [['/invariants/money-kept/queries/credit/table', 'x']],
  ],
  [
    'unknown-column',
    `${RELEASE}/0/transaction/0/update/add/debt`,
    [[`${RELEASE}/0/transaction/0/update/add`, { debt: 1 }]],
  ],
  [
    'unknown-column',
    `${RELEASE}/0/transaction/0/update/set/name`,
    [[`${RELEASE}/0/transaction/0/update/set`, { name: "'x'" }]],
  ],
  ['unknown-column', `${ORDERS}/rows/0/colour`, [[`${ORDERS}/rows/0/colour`, 1]]],
  ['unknown-column', `${ORDERS}/machines/status`, [[`${ORDERS}/machines/status`, 'order'], ...columnGiven()]],
  [
    'unknown-column',
    `${APPROVE}/0/transaction/0/transition/column`,
    [[`${APPROVE}/0/transaction/0/transition/column`, 'status']],
  ],
  [
    'unknown-channel',
    `${APPROVE}/0/transaction/2/publish/to`,
    [[`${APPROVE}/0/transaction/2/publish/to`, 'order-event']],
  ],
  ['unknown-channel', '/channels/order-commands/deadLetter', [['/channels/order-commands/deadLetter', 'dead']]],
  ['unknown-channel', `${SAGA}/replyChannel`, [[`${SAGA}/replyChannel`, 'replies']]],
  ['unknown-channel', '/clients/customer/requests/0/to', [['/clients/customer/requests/0/to', 'orders']]],
  ['unknown-message', '/services/order/handlers/CreatOrder', [['/services/order/handlers/CreatOrder', { steps: [] }]]],
  [
    'unknown-message',
    `${RESERVE}/0/transaction/2/then/0/reply/message`,
    [[`${RESERVE}/0/transaction/2/then/0/reply/message`, 'Reserved']],
  ],
  [
    'unknown-message',
    '/clients/customer/requests/1/message',
    [['/clients/customer/requests/1/message', 'ReviseOrders']],
  ],
  [
    'unknown-field',
    `${APPROVE}/0/transaction/2/publish/payload/totl`,
    [[`${APPROVE}/0/transaction/2/publish/payload/totl`, 1]],
  ],
  [
    'unknown-field',
    `${CREATE}/0/transaction/1/else/1/startSaga/data/colour`,
    [[`${CREATE}/0/transaction/1/else/1/startSaga/data/colour`, 1]],
  ],
  [
    'unknown-field',
    `${SAGA}/steps/1/onReply/CreditReserved/colour`,
    [[`${SAGA}/steps/1/onReply/CreditReserved/colour`, 1]],
  ],
  ['unknown-machine', `${ORDERS}/machines/state`, [[`${ORDERS}/machines/state`, 'oder']]],
  [
    'unknown-saga',
    `${CREATE}/0/transaction/1/else/1/startSaga/saga`,
    [[`${CREATE}/0/transaction/1/else/1/startSaga/saga`, 'create']],
  ],
  [
    'unknown-request',
    '/clients/customer/requests/1/afterRequest/id',
    [['/clients/customer/requests/1/afterRequest/id', 'creat']],
  ],
  ['unknown-variant', '/claims/0/variant', [['/claims/0/variant', 'sund']]],
  ['unknown-variant', '/story/0/variant', [['/story/0/variant', 'sund']]],
  ['unknown-option', '/variants/sound/options/colour', [['/variants/sound/options/colour', 'red']]],
  ['unknown-option-value', '/variants/sound/options/inbox', [['/variants/sound/options/inbox', 'maybe']]],
  ['unknown-option-value', '/options/lock/default', [['/options/lock/default', 'maybe']]],
  ['unknown-invariant', '/claims/0/unreachable/1', [['/claims/0/unreachable/1', 'invariant:credit']]],
  ['unknown-part', '/story/0/highlight/1', [['/story/0/highlight/1', 'service:oder']]],
  ['unknown-part', '/layout/service:kitchen', [['/layout/service:kitchen', { x: 0, y: 0 }]]],
  [
    'unknown-machine-event',
    `${APPROVE}/0/transaction/0/transition/event`,
    [[`${APPROVE}/0/transaction/0/transition/event`, 'aprove']],
  ],
  ['unknown-machine-state', `${ORDERS}/rows/0/state`, [[`${ORDERS}/rows/0/state`, 'APROVED']]],
  ['needs-database', `${APPROVED}/0/transaction`, [['/services/history/database', REMOVED]]],
  [
    'needs-database',
    '/services/history/inbox',
    [['/services/history', { inbox: true, handlers: { OrderApproved: { steps: [] } } }]],
  ],
  [
    'needs-database',
    '/invariants/credit-not-negative/forEach/service',
    [
      ['/services/plain', { handlers: {} }],
      ['/invariants/credit-not-negative/forEach/service', 'plain'],
    ],
  ],
  ['key-is-column', `${ORDERS}/key/name`, [[`${ORDERS}/columns/id`, 'string']]],
  ['state-column-type', `${ORDERS}/machines/total`, [[`${ORDERS}/machines/total`, 'order'], ...columnGiven()]],
  ['missing-value', `${ORDERS}/rows/0/total`, [[`${ORDERS}/rows/0/total`, REMOVED]]],
  [
    'missing-value',
    `${CREATE}/0/transaction/1/else/0/insert/values/state`,
    [[`${CREATE}/0/transaction/1/else/0/insert/values/state`, REMOVED]],
  ],
  [
    'duplicate-row',
    `${ORDERS}/rows/1/id`,
    [[`${ORDERS}/rows/1`, CREATE_ORDER.services['order']?.database?.tables['orders']?.rows?.[0]]],
  ],
  ['wrong-value-type', `${ORDERS}/rows/0/total`, [[`${ORDERS}/rows/0/total`, '10']]],
  ['wrong-value-type', `${CREATE}/0/transaction/0/read/key`, [[`${CREATE}/0/transaction/0/read/key`, 1]]],
  ['wrong-value-type', '/invariants/money-kept/holds', [['/invariants/money-kept/holds', 'credit']]],
  [
    'wrong-value-type',
    '/clients/customer/requests/0/payload/total',
    [['/clients/customer/requests/0/payload/total', "'x'"]],
  ],
  ['expression-syntax', `${RESERVE}/0/transaction/2/if`, [[`${RESERVE}/0/transaction/2/if`, 'reserved == ']]],
  ['expression-type', `${RESERVE}/0/transaction/2/if`, [[`${RESERVE}/0/transaction/2/if`, "reserved == 'x'"]]],
  [
    'expression-unknown-variable',
    `${RESERVE}/0/transaction/2/if`,
    [[`${RESERVE}/0/transaction/2/if`, 'row.credit > 0']],
  ],
  [
    'expression-unknown-variable',
    `${SAGA}/steps/2/command/payload/order`,
    [[`${SAGA}/steps/2/command/payload/order`, 'reply.left']],
  ],
  ['expression-not-allowed', `${RESERVE}/0/transaction/2/if`, [[`${RESERVE}/0/transaction/2/if`, "'x'.matches('y')"]]],
  [
    'expression-too-large',
    `${RESERVE}/0/transaction/2/if`,
    [[`${RESERVE}/0/transaction/2/if`, `true${' && true'.repeat(300)}`]],
  ],
];

const STEPS: readonly Case[] = [
  ['duplicate-label', `${CREATE}/0/transaction/1/else/0/label`, [[`${CREATE}/0/transaction/1/else/0/label`, 'create']]],
  [
    'reply-handler',
    '/services/order/handlers/CreditReserved',
    [['/services/order/handlers/CreditReserved', { steps: [] }]],
  ],
  ['variable-type', `${REVISE}/5/set/difference`, [[`${REVISE}/5`, { set: { difference: "'x'" } }]]],
  ['variable-type', `${RESERVE}/1/set/reserved`, [[`${RESERVE}/1`, { set: { reserved: true } }]]],
  ['variable-group', `${RESERVE}/1/set/customer`, [[`${RESERVE}/1`, { set: { customer: 1 } }]]],
  [
    'transaction-in-transaction',
    `${CREATE}/0/transaction/2/transaction`,
    [[`${CREATE}/0/transaction/2`, { transaction: [] }]],
  ],
  [
    'call-in-transaction',
    `${CREATE}/0/transaction/2/call`,
    [[`${CREATE}/0/transaction/2`, { call: { message: 'CheckCredit', to: 'customer-commands', as: 'answer' } }]],
  ],
  [
    'pause-in-transaction',
    `${CREATE}/0/transaction/2/wait/forMicros`,
    [[`${CREATE}/0/transaction/2`, { wait: { forMicros: { fixed: 1 } } }]],
  ],
  ['wait-while-outside-transaction', `${CREATE}/2/wait/while`, [[`${CREATE}/2`, { wait: { while: false } }]]],
  [
    'wait-while-outside-transaction',
    `${CREATE}/0/onRollback/0/wait/while`,
    [[`${CREATE}/0/onRollback/0`, { wait: { while: false } }]],
  ],
  [
    'start-saga-outside-transaction',
    `${CREATE}/2/startSaga`,
    [[`${CREATE}/2`, { startSaga: { saga: 'create-order' } }]],
  ],
  [
    'start-saga-elsewhere',
    `${RESERVE}/0/transaction/3/startSaga/saga`,
    [[`${RESERVE}/0/transaction/3`, { startSaga: { saga: 'create-order' } }]],
  ],
  ['wait-without-lock', `${CHECK}/0/transaction/1/read/wait`, [[`${CHECK}/0/transaction/1/read/wait`, 'nowait']]],
  ['empty-update', `${RELEASE}/0/transaction/0/update`, [[`${RELEASE}/0/transaction/0/update/add`, REMOVED]]],
  [
    'column-twice',
    `${RELEASE}/0/transaction/0/update/add/credit`,
    [[`${RELEASE}/0/transaction/0/update/set`, { credit: 1 }]],
  ],
  [
    'add-to-text',
    `${RELEASE}/0/transaction/0/update/add/blocked`,
    [[`${RELEASE}/0/transaction/0/update/add`, { blocked: true }]],
  ],
  ['sum-without-of', `${APPROVED}/0/transaction/0/query/of`, [[`${APPROVED}/0/transaction/0/query/of`, REMOVED]]],
  [
    'of-without-sum',
    `${APPROVED}/0/transaction/0/query/of`,
    [[`${APPROVED}/0/transaction/0/query/aggregate`, 'count']],
  ],
  [
    'table-without-machine',
    `${RELEASE}/0/transaction/2/transition/table`,
    [[`${RELEASE}/0/transaction/2`, { transition: { table: 'customers', key: "'alice'", event: 'x' } }]],
  ],
  [
    'which-state-column',
    `${APPROVE}/0/transaction/0/transition/column`,
    [
      [`${ORDERS}/machines/customer`, 'order'],
      [`${ORDERS}/rows`, []],
      [`${APPROVE}/0/transaction/0/transition/column`, REMOVED],
    ],
  ],
  [
    'column-without-machine',
    `${APPROVE}/0/transaction/0/transition/column`,
    [[`${APPROVE}/0/transaction/0/transition/column`, 'total']],
  ],
  ['machine-guard', `${ORDERS}/machines/state`, [[`${MACHINE}/states/APPROVED/on/revise/guard`, 'cheap']]],
  [
    'expression-type',
    `${APPROVE}/0/transaction/0/transition/event`,
    [[`${MACHINE}/states/APPROVED/on/revise/guard/params/when`, 'row.total < row.customer']],
  ],
  [
    'state-column-set',
    `${APPROVE}/0/transaction/0/transition/set/state`,
    [[`${APPROVE}/0/transaction/0/transition/set`, { state: "'APPROVED'" }]],
  ],
  [
    'stream-key-type',
    `${APPROVED}/0/transaction/2/append/table`,
    [
      [`${APPROVED}/0/transaction/2/append/table`, 'drafts'],
      [`${APPROVED}/0/transaction/2/append/values`, {}],
    ],
  ],
  [
    'payload-without-message',
    `${RELEASE}/0/transaction/1/reply/payload`,
    [[`${RELEASE}/0/transaction/1/reply/payload`, {}]],
  ],
];

const SENDS: readonly Case[] = [
  [
    'needs-point-to-point',
    `${CREATE}/2/send/to`,
    [[`${CREATE}/2`, { send: { message: 'CheckCredit', to: 'order-events' } }]],
  ],
  [
    'needs-point-to-point',
    '/clients/customer/requests/0/to',
    [
      ['/clients/customer/requests/0/message', 'OrderApproved'],
      ['/clients/customer/requests/0/payload', {}],
      ['/clients/customer/requests/0/to', 'order-events'],
    ],
  ],
  [
    'needs-publish-subscribe',
    `${APPROVE}/0/transaction/2/publish/to`,
    [[`${APPROVE}/0/transaction/2/publish/to`, 'order-commands']],
  ],
  [
    'needs-command',
    `${CREATE}/2/send/message`,
    [[`${CREATE}/2`, { send: { message: 'OrderApproved', to: 'order-commands' } }]],
  ],
  [
    'needs-event',
    `${CREATE}/2/publish/message`,
    [[`${CREATE}/2`, { publish: { message: 'CheckCredit', to: 'order-events' } }]],
  ],
  ['needs-reply', `${CREATE}/1/reply/message`, [[`${CREATE}/1/reply/message`, 'CheckCredit']]],
  ['needs-reply', `${SAGA}/steps/1/onReply/CheckCredit`, [[`${SAGA}/steps/1/onReply`, { CheckCredit: {} }]]],
  ['needs-reply', `${REVISE}/0/call/replies/0`, [[`${REVISE}/0/call/replies`, ['OrderApproved']]]],
  [
    'client-sends-reply',
    '/clients/customer/requests/1/message',
    [
      ['/clients/customer/requests/1/message', 'CreditRefused'],
      ['/clients/customer/requests/1/payload', {}],
    ],
  ],
  ['no-handler', `${CREATE}/2/send`, [[`${CREATE}/2`, { send: { message: 'ReserveCredit', to: 'order-commands' } }]]],
  ['no-handler', '/channels/order-commands/deadLetter', [['/channels/dead-letters/to', ['customer']]]],
  ['no-handler', '/clients/customer/requests/1', [['/clients/customer/requests/1/to', 'customer-commands']]],
  ['no-handler', `${SAGA}/steps/2/command`, [[`${SAGA}/steps/2/command/to`, 'customer-commands']]],
  ['no-consumer', `${CREATE}/2/send`, [[`${CREATE}/2`, { send: { message: 'ReserveCredit', to: 'dead-letters' } }]]],
  ['several-consumers', '/channels/dead-letters/to', [['/channels/dead-letters/to', ['order', 'customer']]]],
  ['duplicate-consumer', '/channels/order-events/to/1', [['/channels/order-events/to/1', 'history']]],
  [
    'dead-letter-cycle',
    '/channels/order-commands/deadLetter',
    [['/channels/order-commands/deadLetter', 'order-commands']],
  ],
  ['reply-channel', `${SAGA}/replyChannel`, [['/channels/saga-replies/to', ['customer']]]],
  ['reply-channel', `${SAGA}/replyChannel`, [['/channels/saga-replies/kind', 'publish-subscribe']]],
  ['duplicate-saga-step', `${SAGA}/steps/2/id`, [[`${SAGA}/steps/2/id`, 'create']]],
  ['duplicate-saga-state', `${SAGA}/steps/1/compensation/state`, [[`${SAGA}/steps/1/compensation/state`, 'approve']]],
  [
    'saga-step-order',
    `${SAGA}/steps/1/kind`,
    [
      [`${SAGA}/steps/0/kind`, 'pivot'],
      [`${SAGA}/steps/0/compensation`, REMOVED],
    ],
  ],
  [
    'second-pivot',
    `${SAGA}/steps/2/kind`,
    [
      [`${SAGA}/steps/1/kind`, 'pivot'],
      [`${SAGA}/steps/1/compensation`, REMOVED],
      [`${SAGA}/steps/2/kind`, 'pivot'],
    ],
  ],
  ['compensation-not-allowed', `${SAGA}/steps/1/compensation`, [[`${SAGA}/steps/1/kind`, 'pivot']]],
  ['timeout-on-retriable', `${SAGA}/steps/2/timeoutMicros`, [[`${SAGA}/steps/2/timeoutMicros`, 5]]],
  ['step-without-command', `${SAGA}/steps/2/command`, [[`${SAGA}/steps/2/command`, REMOVED]]],
  ['unanswered-step', `${SAGA}/steps/0/timeoutMicros`, [[`${SAGA}/steps/0/timeoutMicros`, 5]]],
  [
    'duplicate-request',
    '/clients/customer/requests/0/id',
    [
      ['/clients/customer/requests/0/id', 'revise'],
      ['/clients/customer/requests/1/afterRequest', REMOVED],
    ],
  ],
  [
    'request-cycle',
    '/clients/customer/requests/1/afterRequest/id',
    [['/clients/customer/requests/1/afterRequest/id', 'revise']],
  ],
  [
    'request-not-awaited',
    '/clients/customer/requests/1/afterRequest/state',
    [
      ['/clients/customer/requests/0/awaitReply', REMOVED],
      ['/clients/customer/requests/0/timeoutMicros', REMOVED],
      ['/clients/customer/requests/0/retries', REMOVED],
    ],
  ],
  [
    'timeout-without-reply',
    '/clients/customer/requests/1/timeoutMicros',
    [['/clients/customer/requests/1/timeoutMicros', 5]],
  ],
  ['retries-without-timeout', '/clients/customer/requests/1/retries', [['/clients/customer/requests/1/retries', 5]]],
  ['invariant-subject', '/invariants/money-kept', [['/invariants/money-kept/queries', REMOVED]]],
  [
    'invariant-subject',
    '/invariants/money-kept',
    [['/invariants/money-kept/forEach', { service: 'order', table: 'orders' }]],
  ],
];

const PATCH = '/options/inbox/values/on/patch/0';

const OPTIONS: readonly Case[] = [
  ['bad-pointer', `${PATCH}/path`, [[`${PATCH}/path`, 'services']]],
  ['bad-pointer', '/options/credit/paths/0', [['/options/credit/paths/0', '/services/~2']]],
  ['forbidden-key', `${PATCH}/path`, [[`${PATCH}/path`, '/services/__proto__/x']]],
  ['patch-not-allowed', `${PATCH}/path`, [[`${PATCH}/path`, '/options/lock/default']]],
  ['patch-not-allowed', `${PATCH}/path`, [[`${PATCH}/path`, '']]],
  ['patch-without-place', `${PATCH}/path`, [[`${PATCH}/path`, '/services/kitchen/inbox']]],
  ['patch-without-place', `${PATCH}/path`, [[`${PATCH}/path`, '/services/toString/inbox']]],
  ['patch-without-place', `${PATCH}/path`, [[`${PATCH}/path`, `${CREATE}/7`]]],
  ['nothing-to-remove', `${PATCH}/path`, [[PATCH, { path: '/services/order/inbox', remove: true }]]],
  ['options-overlap', `${PATCH}/path`, [[`${PATCH}/path`, '/services/order/publishing']]],
  ['options-overlap', `${PATCH}/path`, [[`${PATCH}/path`, '/services/order']]],
  ['options-overlap', `${PATCH}/path`, [[`${PATCH}/path`, '/services/order/relay/batch']]],
  ['options-overlap', `${PATCH}/path`, [[`${PATCH}/path`, `${CHECK}/0/transaction/2/reply/outcome`]]],
  ['option-range', '/options/credit/maximum', [['/options/credit/maximum', -1]]],
  ['option-number', '/variants/no-lock/options/credit', [['/variants/no-lock/options/credit', 'much']]],
  ['option-out-of-range', '/variants/no-lock/options/credit', [['/variants/no-lock/options/credit', 1001]]],
  ['option-out-of-range', '/options/credit/default', [['/options/credit/default', 1001]]],
  ['too-many-combinations', '/options', largeRows()],
  [
    'more-problems',
    '',
    [
      ['/tags', Array.from({ length: 16 }, () => 1)],
      ['/services', numbered(50, (index) => [`s${index}`, 1])],
      ['/channels', numbered(50, (index) => [`c${index}`, 1])],
    ],
  ],
];

const MACHINES: readonly Case[] = [
  ['machine-type', `${MACHINE}/states`, [[`${MACHINE}/states`, 1]]],
  ['machine-unsupported', `${MACHINE}/invoke`, [[`${MACHINE}/invoke`, {}]]],
  ['machine-state-name', `${MACHINE}/states/A.B`, [[`${MACHINE}/states/A.B`, {}]]],
  ['machine-id', `${MACHINE}/states/CLOSED/id`, [[`${MACHINE}/states/CLOSED/id`, 'a.b']]],
  [
    'machine-duplicate-id',
    `${MACHINE}/states/CLOSED/id`,
    [
      [`${MACHINE}/states/CLOSED/id`, 'x'],
      [`${MACHINE}/states/REJECTED/id`, 'x'],
    ],
  ],
  ['machine-event', `${MACHINE}/on/xstate.a`, [[`${MACHINE}/on`, { 'xstate.a': 'CLOSED' }]]],
  ['machine-name', `${MACHINE}/entry`, [[`${MACHINE}/entry`, '']]],
  ['machine-delay', `${MACHINE}/after/soon`, [[`${MACHINE}/after`, { soon: '.CLOSED' }]]],
  ['machine-initial', `${MACHINE}/initial`, [[`${MACHINE}/initial`, 'NOWHERE']]],
  ['machine-initial', `${MACHINE}/initial`, [[`${MACHINE}/initial`, REMOVED]]],
  ['machine-empty', `${MACHINE}/states`, [[`${MACHINE}/states`, {}]]],
  ['machine-target', `${MACHINE}/states/PENDING/on/approve`, [[`${MACHINE}/states/PENDING/on/approve`, 'NOWHERE']]],
  [
    'machine-targets',
    `${MACHINE}/states/PENDING/on/approve/target/1`,
    [[`${MACHINE}/states/PENDING/on/approve`, { target: ['APPROVED', 'REJECTED'] }]],
  ],
  ['machine-raise', `${MACHINE}/entry`, [[`${MACHINE}/entry`, { type: 'raise' }]]],
  [
    'machine-too-many-states',
    `${MACHINE}/states`,
    [[`${MACHINE}/states`, numbered(201, (index) => [`S${index}`, {}])]],
  ],
  [
    'machine-too-many-transitions',
    `${MACHINE}/on/e496`,
    [[`${MACHINE}/on`, numbered(502, (index) => [`e${index}`, '.CLOSED'])]],
  ],
  [
    'machine-too-many-actions',
    `${MACHINE}/entry/1000`,
    [[`${MACHINE}/entry`, Array.from({ length: 1001 }, () => 'beep')]],
  ],
  ['machine-too-deep', `${MACHINE}/states/A/states${'/A/states'.repeat(7)}`, [[`${MACHINE}/states/A`, deepState(9)]]],
  [
    'machine-endless',
    `${MACHINE}/states/APPROVED/always`,
    [
      [`${MACHINE}/states/PENDING/always`, 'APPROVED'],
      [`${MACHINE}/states/APPROVED/always`, 'PENDING'],
    ],
  ],
];

/** By the rule of the specification that they break. */
const CASES = [
  ...TEXTS.map(withRule('DO7')),
  ...SHAPES.map(withRule('DO11')),
  ...REFERENCES.map(withRule('DO30')),
  ...STEPS.map(withRule('DO31')),
  ...SENDS.map(withRule('DO32')),
  ...OPTIONS.map(withRule('DO45')),
  ...MACHINES.map(withRule('DO33')),
].map((found, index) => ({ ...found, index }));

test('DO1: the document that the bad ones are made from is right', () => {
  expect(parseScenario(CREATE_ORDER)).toEqual({ ok: true, value: CREATE_ORDER });
});

test.each(CASES)('$rule: $code at $path (case $index)', ({ code, path, edits }) => {
  const problems = problemsOf(edits);
  expect(problems.map((problem) => `${problem.code} ${problem.path}`)).toContain(`${code} ${path}`);
  for (const problem of problems) {
    expect(placeholders(problem)).toEqual([]);
    expect(problemText(problem, 'en')).toMatch(/^.{20,}[.?]$/su);
    expect(problemText(problem, 'ko')).toMatch(/[가-힣]/);
  }
});

test('DO3: every code has a case here', () => {
  const covered = new Set(CASES.map(({ code }) => code));
  expect(Object.keys(ENGLISH).filter((code) => !covered.has(code as ProblemCode))).toEqual([]);
});

function withRule(rule: string) {
  return ([code, path, edits]: Case) => ({ rule, code, path, edits });
}

/** What of a template is still to be seen in either language. */
function placeholders(problem: Problem): readonly string[] {
  const texts = [problemText(problem, 'en'), problemText(problem, 'ko')];
  return texts.flatMap((text) => text.match(/\{\w+(:\w+)?\}|undefined|NaN/g) ?? []);
}

function problemsOf(edits: readonly Edit[] | string): readonly Problem[] {
  const result = typeof edits === 'string' ? parseScenarioText(edits) : parseScenario(edited(CREATE_ORDER, edits));
  return result.ok ? [] : result.problems;
}

function numbered(
  count: number,
  entry: (index: number) => readonly [string, unknown],
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => entry(index)));
}

/** A step with steps inside of steps down to a level. */
function nested(levels: number): unknown {
  return levels === 1 ? { return: {} } : { if: true, then: [nested(levels - 1)] };
}

function manySets(count: number): readonly [unknown] {
  return [{ set: numbered(Math.min(count, 30), (index) => [`x0y${index}`, 1]) }];
}

/** Steps after the first that set the rest of so many variables. */
function restOfSets(count: number): readonly Edit[] {
  return Array.from({ length: Math.ceil(count / 30) - 1 }, (_, step) => [
    `${CREATE}/${step + 3}`,
    { set: numbered(30, (index) => [`x${step + 1}y${index}`, 1]) },
  ]);
}

/** Steps with three expressions each. */
function manyExpressions(): readonly Edit[] {
  return Array.from({ length: 1900 }, (_, step) => [
    `${CREATE}/${step + 2}`,
    { update: { table: 'orders', key: 'message.order', set: { total: 'row.total', left: '1 + 1' } } },
  ]);
}

function columnGiven(): readonly Edit[] {
  return ['ReviseOrder/steps/3/transaction/2', 'RejectOrder/steps/0/transaction/0'].map((step) => [
    `/services/order/handlers/${step}/transition/column`,
    'state',
  ]);
}

/** So many rows that the document is near its greatest size. */
function largeRows(): readonly Edit[] {
  const note = 'x'.repeat(900);
  const rows = Array.from({ length: 1000 }, (_, number) => ({ number, note }));
  return [['/services/history/database/tables/drafts/rows', rows]];
}

function deepState(levels: number): unknown {
  return levels === 1 ? {} : { initial: 'A', states: { A: deepState(levels - 1) } };
}
