import type { ProblemCode } from './problem.ts';
import type { ProblemWords } from './problem-text.ts';

/**
 * The same in Korean. A noun that is known stands between a parameter and its particle, for the particle depends on how
 * the word before it ends.
 */
export const KOREAN: Readonly<Record<ProblemCode, string>> = {
  'document-too-large': '문서가 {maximum}바이트보다 큽니다. 내용을 줄이세요.',
  'json-unexpected':
    '{line}행 {column}열: JSON에서는 이 자리에 “{found}” 문자가 올 수 없습니다. 그 앞에 따옴표, 쉼표, 쌍점이 빠지지 않았는지 보세요.',
  'json-unfinished': '{line}행 {column}열: JSON이 끝나기 전에 글이 끝났습니다. 열린 괄호나 따옴표를 닫으세요.',
  'json-trailing-comma': '{line}행 {column}열: JSON은 마지막 항목 뒤에 쉼표를 두지 않습니다. 쉼표를 지우세요.',
  'json-control-character':
    '{line}행 {column}열: JSON 문자열에는 줄바꿈이나 탭 같은 제어 문자를 그대로 넣을 수 없습니다. \\n이나 \\t로 쓰세요.',
  'json-escape': '{line}행 {column}열: JSON에 없는 이스케이프입니다. 역슬래시 자체는 \\\\로 쓰세요.',
  'json-after-end': '{line}행 {column}열: 문서가 끝난 뒤에 글이 더 있습니다. 지우세요.',
  'duplicate-key': '{line}행 {column}열: “{key}” 키가 두 번 나옵니다. 하나를 지우거나 이름을 바꾸세요.',
  'too-deep': '객체와 목록이 {maximum}단계보다 깊게 겹쳐 있습니다. 덜 겹치게 하세요.',
  'forbidden-key': '“{key}” 키는 쓸 수 없습니다. 다른 이름을 쓰세요.',
  'not-json':
    '여기에는 JSON에 담을 수 없는 값({found:type})이 있습니다. 문자열, 정수, true, false, 객체, 목록 중 하나를 쓰세요.',
  'text-too-long': '문자열이 {found}자입니다. {maximum}자 이하로 줄이세요.',
  'key-too-long': '키가 {found}자입니다. {maximum}자 이하로 줄이세요.',
  'more-problems': '문제가 {count}개 더 있습니다. 먼저 위의 것부터 고치세요.',

  'newer-schema': '문서의 버전이 {found}이어서 이 화면보다 새롭습니다. 페이지를 새로 고쳐 최신판으로 여세요.',
  'wrong-schema': '문서의 버전이 없거나 틀렸습니다. "schema": 1이라고 쓰세요.',
  'wrong-type': '여기에는 {found:type} 값이 있습니다. {expected:type} 값으로 바꾸세요.',
  'missing-key': '“{key}” 속성이 빠졌습니다. 추가하세요.',
  'unknown-key': '여기에는 “{name}” 속성이 없습니다.[ “{nearest}” 속성을 쓰려던 것인가요?][ 쓸 수 있는 속성: {known}.]',
  'unknown-word': '“{name}” 값은 여기에 쓸 수 없습니다.[ “{nearest}” 값을 쓰려던 것인가요?][ 쓸 수 있는 값: {known}.]',
  'missing-kind': '어떤 종류인지 알 수 없습니다. 다음 중 하나를 추가하세요: {known}.',
  'several-kinds': '“{first}” 속성과 “{second}” 속성은 함께 쓸 수 없습니다. 둘로 나누거나 하나를 지우세요.',
  'bad-id': '“{found}” 값은 식별자로 쓸 수 없습니다. 영문 소문자로 시작하고 영문자, 숫자, 붙임표만 64자까지 쓰세요.',
  'bad-message-type':
    '“{found}” 값은 메시지 유형의 이름으로 쓸 수 없습니다. 영문 대문자로 시작하고 영문자와 숫자만 64자까지 쓰세요.',
  'bad-name':
    '“{found}” 값은 열, 필드, 변수의 이름으로 쓸 수 없습니다. 영문 소문자로 시작하고 영문자와 숫자만 64자까지 쓰세요.',
  'reserved-name': '“{name}” 이름은 여기서 따로 뜻이 있습니다. 다른 이름을 쓰세요.',
  'bad-anomaly':
    '“{found}” 값은 이상 현상의 이름이 아닙니다. “lost-update” 같은 목록의 식별자나 “invariant:” 뒤에 불변식의 식별자를 쓰세요.',
  'bad-part':
    '“{found}” 값은 구성 요소의 이름이 아닙니다. service:, channel:, client:, saga: 중 하나와 식별자를 이어 쓰세요.',
  'control-character': '줄바꿈이나 다른 제어 문자가 들어 있습니다. 한 줄로 쓰세요.',
  'empty-text': '문자열이 비어 있습니다. 내용을 쓰거나 속성을 지우세요.',
  'not-an-integer': '{found}: ±9007199254740991 범위의 정수가 아닙니다. 그 안의 정수를 쓰세요.',
  'too-small': '{found}: 너무 작습니다. {minimum} 이상으로 쓰세요.',
  'too-great': '{found}: 너무 큽니다. {maximum} 이하로 쓰세요.',
  'not-a-multiple': '{found}: 격자에서 벗어났습니다. {step}의 배수로 쓰세요.',
  'too-many': '항목이 {found}개입니다. {maximum}개 이하로 줄이세요.',
  'too-few': '항목이 {found}개입니다. {minimum}개 이상이 되도록 추가하세요.',
  'wrong-order': '범위가 {minimum}에서 {maximum}까지로 거꾸로입니다. 작은 수를 앞에 쓰세요.',
  'must-be': '여기에는 {expected}만 쓸 수 있습니다. 그렇게 쓰거나 속성을 지우세요.',
  'steps-too-deep': '단계가 {maximum}겹보다 깊게 겹쳐 있습니다. 일부를 밖으로 옮기세요.',
  'too-many-steps': '핸들러의 단계가 모두 {found}개입니다. {maximum}개 이하로 줄이세요.',
  'too-many-variables':
    '이 핸들러가 쓰는 이름이 {found}개입니다. 읽는 테이블이나 메시지의 필드를 줄여 {maximum}개 이하로 만드세요.',
  'too-many-expressions': '문서의 식이 {maximum}개보다 많습니다. 일부를 지우세요.',

  'unknown-service': '“{name}” 서비스가 없습니다.[ “{nearest}” 서비스를 쓰려던 것인가요?][ 있는 서비스: {known}.]',
  'unknown-table':
    '{service} 서비스에는 “{name}” 테이블이 없습니다.[ “{nearest}” 테이블을 쓰려던 것인가요?][ 있는 테이블: {known}.]',
  'unknown-column':
    '{table} 테이블에는 “{name}” 열이 없습니다.[ “{nearest}” 열을 쓰려던 것인가요?][ 있는 열: {known}.]',
  'unknown-channel': '“{name}” 채널이 없습니다.[ “{nearest}” 채널을 쓰려던 것인가요?][ 있는 채널: {known}.]',
  'unknown-message': '“{name}” 메시지 유형이 없습니다.[ “{nearest}” 유형을 쓰려던 것인가요?][ 있는 유형: {known}.]',
  'unknown-field': '{of} 안에는 “{name}” 필드가 없습니다.[ “{nearest}” 필드를 쓰려던 것인가요?][ 있는 필드: {known}.]',
  'unknown-machine':
    '“{name}” 상태 기계가 없습니다.[ “{nearest}” 상태 기계를 쓰려던 것인가요?][ 있는 상태 기계: {known}.]',
  'unknown-saga': '“{name}” 사가가 없습니다.[ “{nearest}” 사가를 쓰려던 것인가요?][ 있는 사가: {known}.]',
  'unknown-request':
    '{client} 클라이언트에는 다른 “{name}” 요청이 없습니다.[ “{nearest}” 요청을 쓰려던 것인가요?][ 있는 요청: {known}.]',
  'unknown-variant': '“{name}” 변형이 없습니다.[ “{nearest}” 변형을 쓰려던 것인가요?][ 있는 변형: {known}.]',
  'unknown-option': '“{name}” 옵션이 없습니다.[ “{nearest}” 옵션을 쓰려던 것인가요?][ 있는 옵션: {known}.]',
  'unknown-option-value':
    '{option} 옵션에는 “{name}” 값이 없습니다.[ “{nearest}” 값을 쓰려던 것인가요?][ 쓸 수 있는 값: {known}.]',
  'unknown-invariant': '“{name}” 불변식이 없습니다.[ “{nearest}” 불변식을 쓰려던 것인가요?][ 있는 불변식: {known}.]',
  'unknown-part':
    '“{name}” 구성 요소가 없습니다.[ “{nearest}” 구성 요소를 쓰려던 것인가요?][ 있는 구성 요소: {known}.]',
  'unknown-machine-event':
    '{machine} 상태 기계는 “{name}” 이벤트를 모릅니다.[ “{nearest}” 이벤트를 쓰려던 것인가요?][ 아는 이벤트: {known}.]',
  'unknown-machine-state':
    '{machine} 상태 기계에는 “{name}” 상태가 없습니다.[ “{nearest}” 상태를 쓰려던 것인가요?][ 있는 상태: {known}.]',
  'needs-database':
    '여기에는 데이터베이스가 필요한데 {service} 서비스에는 없습니다. 서비스에 데이터베이스를 추가하세요.',
  'key-is-column': '“{name}” 이름을 키와 열이 함께 씁니다. 하나의 이름을 바꾸세요.',
  'state-column-type': '{column} 열에는 상태 기계의 상태가 들어갑니다. 열의 형을 string으로 바꾸세요.',
  'missing-value': '{table} 테이블의 새 행에는 {column} 열의 값이 필요합니다. 추가하세요.',
  'duplicate-row': '{table} 테이블에 키가 {key}인 행이 이미 있습니다. 하나의 키를 바꾸세요.',
  'wrong-value-type': '여기의 값은 {found:type} 형입니다. {expected:type} 형이어야 합니다.',

  'duplicate-label': '“{label}” 레이블은 이미 {first} 자리에서 쓰였습니다. 한 핸들러 안에서 겹치지 않게 바꾸세요.',
  'reply-handler':
    '{message} 메시지는 응답이라 물어본 쪽으로 가고 핸들러로는 오지 않습니다. 핸들러를 지우거나 메시지의 종류를 바꾸세요.',
  'variable-type': '{name} 변수가 여기서는 {type:type} 형이고 다른 곳에서는 {other:type} 형입니다. 이름을 나누세요.',
  'variable-group': '“{name}” 이름이 한 단계에서는 값이고 다른 단계에서는 필드의 묶음입니다. 이름을 나누세요.',
  'transaction-in-transaction': '트랜잭션 안에 트랜잭션을 둘 수 없습니다. 둘 중 하나를 없애세요.',
  'call-in-transaction': 'call 단계는 다른 서비스를 기다리므로 트랜잭션 안에 둘 수 없습니다. 앞이나 뒤로 옮기세요.',
  'pause-in-transaction': '쉬는 단계는 트랜잭션 안에 둘 수 없습니다. 앞이나 뒤로 옮기세요.',
  'wait-while-outside-transaction': '행이 바뀌기를 기다리는 일은 트랜잭션 안에서만 됩니다. 트랜잭션 안으로 옮기세요.',
  'start-saga-outside-transaction':
    '{saga} 사가는 소유 서비스의 데이터베이스에 행을 넣으며 시작합니다. 이 단계를 트랜잭션 안으로 옮기세요.',
  'start-saga-elsewhere': '{saga} 사가의 소유자는 {owner} 서비스입니다. 그 서비스의 핸들러에서 시작하세요.',
  'wait-without-lock': '행을 잠그는 읽기만 다른 잠금을 만납니다. “lock” 속성을 추가하거나 “wait” 속성을 지우세요.',
  'empty-update': '아무것도 바꾸지 않는 갱신입니다. “set” 속성이나 “add” 속성을 추가하세요.',
  'column-twice': '{column} 열이 “set”과 “add” 양쪽에 있습니다. 하나만 남기세요.',
  'add-to-text': '정수에만 더할 수 있는데 {column} 열은 {type:type} 형입니다. “set” 속성을 쓰세요.',
  'sum-without-of': '무엇을 더할지 나와 있지 않습니다. “of” 속성을 추가하세요.',
  'of-without-sum': '“of” 속성은 sum에만 쓰고 {aggregate} 집계에는 쓰지 않습니다. 지우세요.',
  'table-without-machine': '{table} 테이블에는 상태 기계가 있는 열이 없습니다. “machines” 속성에 추가하세요.',
  'which-state-column': '{table} 테이블에는 상태 기계가 있는 열이 여럿입니다. “column” 속성에 하나를 쓰세요: {known}.',
  'column-without-machine': '{table} 테이블의 {column} 열에는 상태 기계가 없습니다. 상태 기계가 있는 열을 쓰세요.',
  'machine-guard':
    '{machine} 상태 기계에 “{guard}” 조건이 있습니다. 행의 조건은 {"type": "cel", "params": {"when": "row.total > 0"}}처럼 쓰세요.',
  'state-column-set': '{column} 열은 전이가 스스로 바꿉니다. “set” 속성에서 빼세요.',
  'stream-key-type': '스트림의 행은 문자열을 키로 씁니다. {table} 테이블의 키를 string 형으로 바꾸세요.',
  'payload-without-message': '내용이 있는 응답에는 유형이 필요합니다. “message” 속성에 응답 메시지 유형을 쓰세요.',

  'needs-point-to-point': '받는 쪽이 하나여야 하는데 {channel} 채널은 발행-구독입니다. 점대점 채널을 쓰세요.',
  'needs-publish-subscribe': '이벤트는 모든 구독자에게 가는데 {channel} 채널은 점대점입니다. 발행-구독 채널을 쓰세요.',
  'needs-command': '{message} 메시지의 종류는 {kind:kind}입니다. 여기서는 명령이나 문서만 보낼 수 있습니다.',
  'needs-event': '{message} 메시지의 종류는 {kind:kind}입니다. 이벤트만 발행할 수 있습니다.',
  'needs-reply': '{message} 메시지의 종류는 {kind:kind}입니다. 여기에는 응답이 필요합니다.',
  'client-sends-reply': '{message} 메시지는 응답입니다. 클라이언트는 명령, 문서, 이벤트를 보냅니다.',
  'no-handler':
    '{service} 서비스는 {channel} 채널에서 {message} 메시지를 받지만 핸들러가 없습니다. 핸들러를 추가하거나 다른 곳으로 보내세요.',
  'no-consumer': '{channel} 채널에는 소비자가 없습니다. “to” 속성에 서비스를 쓰거나 다른 채널을 쓰세요.',
  'several-consumers': '{channel} 채널은 점대점인데 소비자가 {found}개입니다. 하나만 남기거나 발행-구독으로 바꾸세요.',
  'duplicate-consumer': '{service} 서비스가 두 번 나옵니다. 하나를 지우세요.',
  'dead-letter-cycle': '{channel} 채널의 배달 불능 메시지가 되돌아옵니다. 다른 채널로 보내세요.',

  'reply-channel':
    '사가의 응답은 소유자만 받습니다. {channel} 채널을 점대점으로 하고 소비자를 {owner} 서비스 하나로 하세요.',
  'duplicate-saga-step': '사가에 “{step}” 단계가 둘 있습니다. 하나의 이름을 바꾸세요.',
  'duplicate-saga-state': '사가의 상태 기계에 “{state}” 상태가 둘 있습니다. 이 보상의 상태 이름을 바꾸세요.',
  'saga-step-order':
    '{step} 단계의 종류는 {kind:kind}인데 {after:kind} 단계 뒤에 있습니다. 보상 가능, 하나 이하의 피벗, 재시도 가능 순서로 두세요.',
  'second-pivot':
    '사가의 피벗은 {pivot} 단계인데 {step} 단계도 피벗입니다. 하나를 보상 가능이나 재시도 가능으로 바꾸세요.',
  'compensation-not-allowed':
    '{step} 단계의 종류는 {kind:kind}이어서 되돌리는 일이 없습니다. 보상을 지우거나 단계를 보상 가능으로 바꾸세요.',
  'timeout-on-retriable': '{step} 단계는 성공할 때까지 다시 시도합니다. 제한 시간을 지우세요.',
  'step-without-command': '{step} 단계에 명령이 없습니다. 사가를 시작하는 핸들러가 할 수 있는 것은 첫 단계뿐입니다.',
  'unanswered-step': '{step} 단계에는 명령이 없어 응답도 없습니다. “{key}” 속성을 지우세요.',

  'duplicate-request': '클라이언트에 “{request}” 요청이 둘 있습니다. 하나의 이름을 바꾸세요.',
  'request-cycle': '{request} 요청이 돌고 돌아 자기 자신을 기다립니다. 고리를 끊으세요.',
  'request-not-awaited':
    '{request} 요청은 응답을 기다리지 않아 성공했는지 알 수 없습니다. 그 요청의 “awaitReply” 속성을 켜거나 보내질 때까지만 기다리세요.',
  'timeout-without-reply':
    '응답을 기다릴 때에만 제한 시간이 뜻이 있습니다. “awaitReply” 속성을 켜거나 제한 시간을 지우세요.',
  'retries-without-timeout':
    '제한 시간이 없으면 다시 시도할 일이 없습니다. “timeoutMicros” 속성을 추가하거나 다시 시도하는 횟수를 지우세요.',

  'invariant-subject':
    '불변식은 테이블의 각 행이나 질의에 관한 것입니다. “forEach” 속성과 “queries” 속성 중 하나만 쓰세요.',

  'bad-pointer': '“{pointer}” 값은 JSON Pointer가 아닙니다. /services/order/publishing처럼 쓰세요.',
  'patch-not-allowed':
    '옵션은 “{pointer}” 자리를 바꿀 수 없습니다. 메시지, 상태 기계, 서비스, 채널, 사가, 클라이언트, 장애, 불변식, 배치만 바꿀 수 있습니다.',
  'patch-without-place': '“{pointer}” 경로를 담을 곳이 없습니다. 경로를 고치거나 상위 항목을 먼저 추가하세요.',
  'nothing-to-remove': '“{pointer}” 자리에는 지울 것이 없습니다. 경로를 고치거나 패치를 지우세요.',
  'options-overlap':
    '{option} 옵션과 {other} 옵션이 모두 “{pointer}” 자리를 바꿉니다. 옵션마다 자리가 달라야 하므로 합치거나 자리를 나누세요.',
  'option-range': '범위가 {minimum}에서 {maximum}까지입니다. 최댓값을 더 크게 하세요.',
  'option-number': '{option} 옵션은 정수여서 “{found}” 값일 수 없습니다. 수를 쓰세요.',
  'option-out-of-range': '{option} 옵션의 값이 {found}입니다. {minimum} 이상 {maximum} 이하로 쓰세요.',
  'too-many-combinations':
    '옵션과 변형이 만드는 문서 {combinations}가지를 모두 검사하기에는 문서가 큽니다. {maximum}바이트보다 작게 하거나 일부를 지우세요.',

  'machine-type': '여기에는 다른 값이 필요합니다. {expected:type} 값을 쓰세요.',
  'machine-unsupported': '상태 기계의 이 자리에는 “{property}” 속성을 쓸 수 없습니다. 지우세요.',
  'machine-state-name':
    '“{name}” 값은 상태의 이름으로 쓸 수 없습니다. . ( ) | # 문자와 빗금 없이 100자까지, 숫자만은 아니게 쓰세요.',
  'machine-id': '“{id}” 값은 상태의 id로 쓸 수 없습니다. . ( ) | # 문자와 빗금 없이 100자까지 쓰세요.',
  'machine-duplicate-id': 'id가 “{id}”인 상태가 둘 있습니다. 하나를 바꾸세요.',
  'machine-event':
    '“{event}” 값은 이벤트로 쓸 수 없습니다. 중간에 * 문자가 없고 xstate.로 시작하지 않는 100자까지의 이름을 쓰세요.',
  'machine-name':
    '“{type}” 값은 동작이나 조건의 이름으로 쓸 수 없습니다. 비어 있거나 너무 길거나 xstate.로 시작하지 않게 쓰세요.',
  'machine-delay': '“{delay}” 값은 지연 시간이 아닙니다. 밀리초 단위의 정수로 쓰세요.',
  'machine-initial':
    '상태 기계가 어디서 시작할지 알 수 없습니다. “initial” 속성에 그 안의 상태를 쓰세요.[ “{initial}” 상태는 없습니다.]',
  'machine-empty': '여기에는 상태가 있어야 합니다. “states” 속성에 추가하세요.',
  'machine-target': '옮겨 갈 “{target}” 상태가 없습니다. 대상을 고치세요.',
  'machine-targets': '“{target}” 상태와 “{other}” 상태는 함께 활성일 수 없습니다. 대상을 하나만 남기세요.',
  'machine-raise': 'raise 동작에는 이벤트의 이름이 필요합니다. "params": { "event": "NAME" }처럼 쓰세요.',
  'machine-too-many-states': '상태 기계의 상태는 {maximum}개까지입니다. 줄이세요.',
  'machine-too-many-transitions': '상태 기계의 전이는 {maximum}개까지입니다. 줄이세요.',
  'machine-too-many-actions': '상태 기계의 동작은 {maximum}개까지입니다. 줄이세요.',
  'machine-too-deep': '상태 기계의 상태가 {maximum}겹보다 깊게 겹쳐 있습니다. 더 얕게 만드세요.',
  'machine-endless':
    '전이가 끝없이 이어져 상태 기계가[ “{state}” 상태에서] 멈추지 않습니다. 전이 중 하나에 조건이나 이벤트를 다세요.',

  'expression-syntax': '식의 “{part}” 부분이 CEL 문법에 맞지 않습니다. 고치세요. (CEL: {detail})',
  'expression-type': '식의 “{part}” 부분은 형이 맞지 않습니다. 고치세요. (CEL: {detail})',
  'expression-unknown-variable': '여기서 쓸 수 있는 “{part}” 변수가 없습니다.[ 쓸 수 있는 변수: {known}.]',
  'expression-not-allowed':
    '식에는 “{part}” 같은 것을 쓸 수 없습니다. 변수, 정수, 문자열, 비교, && || ! 그리고 + - * / %만 쓰세요.',
  'expression-too-large': '식이 너무 큽니다. “set” 단계로 나누어 쓰세요. (CEL: {detail})',
};

export const KOREAN_WORDS: ProblemWords = {
  type: {
    object: '객체',
    array: '목록',
    string: '문자열',
    integer: '정수',
    number: '정수가 아니거나 너무 큰 수',
    boolean: 'true/false',
    infinite: '유한하지 않은 수',
    null: 'null',
    undefined: 'undefined',
    function: '함수',
    symbol: '심벌',
    bigint: 'BigInt',
    int: '정수(int)',
    bool: 'true/false(bool)',
    'string, integer or boolean': '문자열, 정수, true/false 중 하나의',
    'string or integer': '문자열이나 정수',
    'string or object': '문자열이나 객체',
    'string, object or array': '문자열, 객체, 목록 중 하나의',
    'string or array of strings': '문자열이나 문자열 목록',
    'atomic, compound, parallel or final': 'atomic, compound, parallel, final 중 하나의',
  },
  kind: {
    command: '명령',
    event: '이벤트',
    reply: '응답',
    document: '문서',
    compensatable: '보상 가능',
    pivot: '피벗',
    retriable: '재시도 가능',
  },
  inVariant: '“{inVariant}” 변형에서: ',
  inOption: '{inOption} 옵션이 “{inValue}” 값일 때: ',
};
