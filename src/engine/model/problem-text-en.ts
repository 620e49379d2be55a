import type { ProblemCode } from './problem.ts';
import type { ProblemWords } from './problem-text.ts';

/** What is wrong, and how to mend it, in one sentence; the form of the templates is told by `problem-text.ts`. */
export const ENGLISH: Readonly<Record<ProblemCode, string>> = {
  'document-too-large': 'The document is larger than {maximum} bytes; take something out of it.',
  'json-unexpected':
    'Line {line}, column {column}: “{found}” cannot stand here in JSON; look for a missing quote, comma or colon before it.',
  'json-unfinished': 'Line {line}, column {column}: the text ends before the JSON does; close what is still open.',
  'json-trailing-comma': 'Line {line}, column {column}: take away the comma after the last item, JSON has none there.',
  'json-control-character':
    'Line {line}, column {column}: a JSON text cannot hold a line break, tab or other control character; write \\n or \\t.',
  'json-escape': 'Line {line}, column {column}: JSON has no such escape; write \\\\ for a backslash itself.',
  'json-after-end': 'Line {line}, column {column}: there is more text after the end of the document; take it away.',
  'duplicate-key': 'Line {line}, column {column}: the key “{key}” is there twice; rename one or take it away.',
  'too-deep': 'Objects and lists are more than {maximum} levels deep here; nest them less.',
  'forbidden-key': 'No key may be called “{key}”; give it another name.',
  'not-json':
    'There is {found:type} here that JSON cannot hold; put a text, a whole number, true, false, an object or a list.',
  'text-too-long': 'This text has {found} characters, but at most {maximum} are allowed; shorten it.',
  'key-too-long': 'This key has {found} characters, but at most {maximum} are allowed; shorten it.',
  'more-problems': 'There are {count} more problems; mend these first.',

  'newer-schema':
    'The document is of version {found}, which is newer than this playground; reload the page to get the current one.',
  'wrong-schema': 'The version of the document is missing or wrong; write "schema": 1.',
  'wrong-type': 'There is {found:type} here; put {expected:type} in its place.',
  'missing-key': 'The property “{key}” is missing; add it.',
  'unknown-key': 'There is no property “{name}” here[; did you mean “{nearest}”?][; there are: {known}.]',
  'unknown-word': '“{name}” is none of the words for this[; did you mean “{nearest}”?][; use one of: {known}.]',
  'missing-kind': 'It is not said which kind this is; add one of: {known}.',
  'several-kinds':
    'Both “{first}” and “{second}” are here, but this can only be one of them; split it or take one away.',
  'bad-id': '“{found}” is not an id; begin with a small letter and use letters, digits and hyphens, 64 at the most.',
  'bad-message-type':
    '“{found}” is not a message type; begin with a capital letter and use letters and digits, 64 at the most.',
  'bad-name':
    '“{found}” is not a name for a column, field or variable; begin with a small letter and use letters and digits, 64 at the most.',
  'reserved-name': 'The name “{name}” has a meaning of its own here; choose another.',
  'bad-anomaly':
    '“{found}” does not name an anomaly; write an id of the catalogue such as “lost-update”, or “invariant:” and the id of an invariant.',
  'bad-part': '“{found}” does not name a part; write service:, channel:, client: or saga: and its id.',
  'control-character': 'This text has a line break or another control character; put it on one line.',
  'empty-text': 'This text is empty; write something or take the property away.',
  'not-an-integer': '{found} is no whole number within ±9007199254740991; use one.',
  'too-small': '{found} is too small; the least is {minimum}.',
  'too-great': '{found} is too great; the most is {maximum}.',
  'not-a-multiple': '{found} is off the grid; use a multiple of {step}.',
  'too-many': 'At most {maximum} are allowed here and {found} are given; take some away.',
  'too-few': 'At least {minimum} must be given here, not {found}; add what is missing.',
  'wrong-order': 'The range goes from {minimum} down to {maximum}; put the smaller number first.',
  'must-be': 'Only {expected} can stand here; write that or take the property away.',
  'steps-too-deep': 'Steps are more than {maximum} levels inside each other; move some out.',
  'too-many-steps': 'The handlers have {found} steps together, but at most {maximum} are allowed; shorten some.',
  'too-many-variables':
    'This handler uses {found} names, but at most {maximum} are allowed; read fewer tables or shorten the message.',
  'too-many-expressions': 'The document has more than {maximum} expressions; take some away.',

  'unknown-service': 'There is no service “{name}”[; did you mean “{nearest}”?][; there are: {known}.]',
  'unknown-table': 'The service {service} has no table “{name}”[; did you mean “{nearest}”?][; it has: {known}.]',
  'unknown-column': 'The table {table} has no column “{name}”[; did you mean “{nearest}”?][; it has: {known}.]',
  'unknown-channel': 'There is no channel “{name}”[; did you mean “{nearest}”?][; there are: {known}.]',
  'unknown-message': 'There is no message type “{name}”[; did you mean “{nearest}”?][; there are: {known}.]',
  'unknown-field': '{of} has no field “{name}”[; did you mean “{nearest}”?][; it has: {known}.]',
  'unknown-machine': 'There is no machine “{name}”[; did you mean “{nearest}”?][; there are: {known}.]',
  'unknown-saga': 'There is no saga “{name}”[; did you mean “{nearest}”?][; there are: {known}.]',
  'unknown-request':
    'The client {client} has no other request “{name}”[; did you mean “{nearest}”?][; it has: {known}.]',
  'unknown-variant': 'There is no variant “{name}”[; did you mean “{nearest}”?][; there are: {known}.]',
  'unknown-option': 'There is no option “{name}”[; did you mean “{nearest}”?][; there are: {known}.]',
  'unknown-option-value': 'The option {option} cannot be “{name}”[; did you mean “{nearest}”?][; it can be: {known}.]',
  'unknown-invariant': 'There is no invariant “{name}”[; did you mean “{nearest}”?][; there are: {known}.]',
  'unknown-part': 'There is no part “{name}”[; did you mean “{nearest}”?][; there are: {known}.]',
  'unknown-machine-event':
    'The machine {machine} knows no event “{name}”[; did you mean “{nearest}”?][; it knows: {known}.]',
  'unknown-machine-state':
    'The machine {machine} has no state “{name}”[; did you mean “{nearest}”?][; it has: {known}.]',
  'needs-database': 'This needs a database, and the service {service} has none; give it one.',
  'key-is-column': '“{name}” is the name of the key and of a column; rename one of them.',
  'state-column-type': 'The column {column} holds the state of a machine; make its type string.',
  'missing-value': 'A new row of {table} needs a value for {column}; add it.',
  'duplicate-row': 'The table {table} already has a row with the key {key}; change one of them.',
  'wrong-value-type': 'This is {found:type}; {expected:type} is needed here.',

  'duplicate-label': 'The label “{label}” is already used at {first}; labels differ within a handler, so rename one.',
  'reply-handler':
    '{message} is a reply, which goes to whoever asked and to no handler; take the handler away or change the kind of the message.',
  'variable-type': 'The variable {name} is {type:type} here and {other:type} elsewhere; use two names.',
  'variable-group': '“{name}” is a value in one step and a group of fields in another; use two names.',
  'transaction-in-transaction': 'A transaction cannot stand inside of a transaction; take one of the two away.',
  'call-in-transaction':
    'A call waits for another service and cannot be inside of a transaction; move it before or after.',
  'pause-in-transaction': 'A pause cannot be inside of a transaction; move it before or after.',
  'wait-while-outside-transaction':
    'Waiting for a row to change is only possible inside of a transaction; put it into one.',
  'start-saga-outside-transaction':
    'The saga {saga} starts with a row in its owner’s database; put this step into a transaction.',
  'start-saga-elsewhere': 'The saga {saga} belongs to {owner}; start it in a handler of that service.',
  'wait-without-lock': 'Only a read that locks the row can meet another’s lock; add “lock” or take “wait” away.',
  'empty-update': 'This update changes nothing; add “set” or “add”.',
  'column-twice': 'The column {column} is in “set” and in “add”; keep one of the two.',
  'add-to-text': 'Only whole numbers can be added to, and {column} is {type:type}; use “set”.',
  'sum-without-of': 'It is not said what is summed; add “of”.',
  'of-without-sum': '“of” only goes with sum, not with {aggregate}; take it away.',
  'table-without-machine': 'No column of {table} has a machine; give the table one under “machines”.',
  'which-state-column': 'Several columns of {table} have a machine; add “column” with one of: {known}.',
  'column-without-machine': 'The column {column} of {table} has no machine; name one that has.',
  'machine-guard':
    'The machine {machine} has the guard “{guard}”; guards of rows are written {"type": "cel", "params": {"when": "row.total > 0"}}.',
  'state-column-set': 'The transition itself sets {column}; take it out of “set”.',
  'stream-key-type': 'Rows of a stream are keyed by text; make the key of {table} a string.',
  'payload-without-message': 'A reply with a payload needs a type; add “message” with a message type of kind reply.',

  'needs-point-to-point': 'This needs one receiver, and {channel} is publish-subscribe; use a point-to-point channel.',
  'needs-publish-subscribe':
    'An event goes to all who subscribe, and {channel} is point-to-point; use a publish-subscribe channel.',
  'needs-command': '{message} is {kind:kind}; only commands and documents can be sent here.',
  'needs-event': '{message} is {kind:kind}; only events can be published.',
  'needs-reply': '{message} is {kind:kind}; a reply is needed here.',
  'client-sends-reply': '{message} is a reply; a client sends commands, documents or events.',
  'no-handler':
    'The service {service} gets {message} from {channel} and has no handler for it; add one or send it elsewhere.',
  'no-consumer': 'Nobody consumes {channel}; name a service in its “to” or use another channel.',
  'several-consumers': '{channel} is point-to-point and has {found} consumers; keep one, or make it publish-subscribe.',
  'duplicate-consumer': 'The service {service} is named twice; take one away.',
  'dead-letter-cycle': 'The dead letters of {channel} come back to it; lead them elsewhere.',

  'reply-channel':
    'The replies to a saga go to its owner alone; make {channel} point-to-point, consumed by {owner} and nobody else.',
  'duplicate-saga-step': 'The saga has two steps “{step}”; rename one.',
  'duplicate-saga-state':
    'Two states of the saga’s machine are called “{state}”; name the state of this compensation otherwise.',
  'saga-step-order':
    'The step {step} is {kind:kind} and comes after a {after:kind} one; the order is compensatable, at most one pivot, retriable.',
  'second-pivot':
    'The saga has its pivot in {pivot}, and {step} is a second one; make one of them compensatable or retriable.',
  'compensation-not-allowed':
    'The step {step} is {kind:kind} and is never undone; take the compensation away or make the step compensatable.',
  'timeout-on-retriable': 'The step {step} is retried until it succeeds; take its timeout away.',
  'step-without-command':
    'The step {step} has no command; only the first step can be done by the handler that starts the saga.',
  'unanswered-step': 'The step {step} has no command, so nothing answers it; take “{key}” away.',

  'duplicate-request': 'The client has two requests “{request}”; rename one.',
  'request-cycle': 'The request {request} waits for itself, if by way of others; break the circle.',
  'request-not-awaited':
    'It is not known whether {request} succeeds, for its reply is not awaited; set its “awaitReply”, or wait until it is sent.',
  'timeout-without-reply': 'Only a reply that is awaited can come too late; set “awaitReply” or take the timeout away.',
  'retries-without-timeout':
    'Without a timeout there is never a reason to try again; add “timeoutMicros” or take the retries away.',

  'invariant-subject':
    'An invariant is about each row of a table or about queries; give it either “forEach” or “queries”.',

  'bad-pointer': '“{pointer}” is not a JSON Pointer; write it like /services/order/publishing.',
  'patch-not-allowed':
    'An option cannot change “{pointer}”; it can change messages, machines, services, channels, sagas, clients, faults, invariants and the layout.',
  'patch-without-place': 'There is nothing that could hold “{pointer}”; correct the path or add its parent first.',
  'nothing-to-remove': 'There is nothing at “{pointer}” to remove; correct the path or take the patch away.',
  'options-overlap':
    'The options {option} and {other} both change “{pointer}”; options keep to places of their own, so join them or split the place.',
  'option-range': 'The range goes from {minimum} to {maximum}; make the maximum the greater.',
  'option-number': 'The option {option} is a whole number and cannot be “{found}”; give it a number.',
  'option-out-of-range': 'The option {option} is {found}; keep it between {minimum} and {maximum}.',
  'too-many-combinations':
    'Options and variants make {combinations} versions of the document to check, which is too much for its size; keep it below {maximum} bytes or take some away.',

  'machine-type': 'Something else is needed here; put {expected:type}.',
  'machine-unsupported': 'Machines do not have “{property}” here; take it away.',
  'machine-state-name':
    '“{name}” cannot be the name of a state; use at most 100 characters without . ( ) | # or slashes, and not digits alone.',
  'machine-id': '“{id}” cannot be the id of a state; use at most 100 characters without . ( ) | # or slashes.',
  'machine-duplicate-id': 'Two states have the id “{id}”; rename one.',
  'machine-event':
    '“{event}” cannot be an event; use at most 100 characters, no * in between, and not xstate. at the beginning.',
  'machine-name': '“{type}” cannot be an action or a guard; it must not be empty, very long or begin with xstate.',
  'machine-delay': '“{delay}” is not a delay; write whole milliseconds.',
  'machine-initial':
    'The machine does not know where to begin; make “initial” one of its states[, for “{initial}” is none].',
  'machine-empty': 'There must be states here; add one under “states”.',
  'machine-target': 'There is no state “{target}” to go to; correct the target.',
  'machine-targets': '“{target}” and “{other}” cannot be active together; keep one target.',
  'machine-raise': 'An action of type raise names its event; write "params": { "event": "NAME" }.',
  'machine-too-many-states': 'A machine has at most {maximum} states; make it smaller.',
  'machine-too-many-transitions': 'A machine has at most {maximum} transitions; make it smaller.',
  'machine-too-many-actions': 'A machine has at most {maximum} actions; make it smaller.',
  'machine-too-deep': 'States of a machine are more than {maximum} levels inside each other; make it flatter.',
  'machine-endless':
    'The machine never comes to rest[ in “{state}”], for its transitions follow each other for ever; give one of them a guard or an event.',

  'expression-syntax': 'The expression is not CEL at “{part}” ({detail}); correct it there.',
  'expression-type': 'The types do not fit at “{part}” ({detail}); correct it there.',
  'expression-unknown-variable': 'There is no “{part}” that could be used here[; there are: {known}].',
  'expression-not-allowed':
    '“{part}” is not part of the language of expressions; use variables, whole numbers, texts, comparisons, && || ! and + - * / %.',
  'expression-too-large': 'The expression is too large ({detail}); split it with a “set” step.',
};

export const ENGLISH_WORDS: ProblemWords = {
  type: {
    object: 'an object',
    array: 'a list',
    string: 'a text',
    integer: 'a whole number',
    number: 'a number that is not whole or too great',
    boolean: 'true or false',
    infinite: 'a number without end or value',
    null: 'null',
    undefined: 'an undefined value',
    function: 'a function',
    symbol: 'a symbol',
    bigint: 'a BigInt',
    int: 'a whole number (int)',
    bool: 'true or false (bool)',
    'string, integer or boolean': 'a text, a whole number or true or false',
    'string or integer': 'a text or a whole number',
    'string or object': 'a text or an object',
    'string, object or array': 'a text, an object or a list',
    'string or array of strings': 'a text or a list of texts',
    'atomic, compound, parallel or final': 'atomic, compound, parallel or final',
  },
  kind: {
    command: 'a command',
    event: 'an event',
    reply: 'a reply',
    document: 'a document',
    compensatable: 'compensatable',
    pivot: 'pivot',
    retriable: 'retriable',
  },
  inVariant: 'In the variant “{inVariant}”: ',
  inOption: 'With the option {inOption} set to “{inValue}”: ',
};
