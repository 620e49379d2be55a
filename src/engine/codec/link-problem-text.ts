import { problemText } from '../model/problem-text.ts';
import type { ProblemLanguage } from '../model/problem-text.ts';
import type { LinkProblem, LinkProblemCode } from './link-problem.ts';

/** What is wrong with the link and what can be done. `[...]` is left out if a parameter in it is absent. */
const TEXTS: Readonly<Record<ProblemLanguage, Readonly<Record<LinkProblemCode, string>>>> = {
  en: {
    'link-too-long':
      'The link has {found} characters; at most {maximum} are read. Ask for the scenario as a file and drop it here.',
    'link-not-ours': 'This is no link to a scenario: after the # stands “{found}”. Copy the whole link again.',
    'link-newer-version':
      'The link was made with a newer version of Sagascope ({found}). Open the current playground, or ask for the scenario as a file.',
    'link-unknown-codec':
      'The link is written in a form that is not known here ({found}). Copy the whole link again, or ask for the scenario as a file.',
    'link-characters':
      'The link has “{found}” at character {position}, which no link has; something on its way changed it. Copy it again from where it was made.',
    'link-cut':
      'The link has been cut off: its document ends after {length} characters, in the middle. Copy the whole link again.',
    'link-parameter': 'The link says {name}={found}, which cannot be read. Copy the whole link again.',
    'link-document-too-large': 'The document in the link is larger than {maximum} bytes and is not opened.',
    'link-damaged':
      'The document in the link was changed on its way: its checksum does not fit. Copy the whole link again.',
    'link-not-text': 'The document in the link is damaged: it is no text (UTF-8). Copy the whole link again.',
    'link-not-json': 'The document in the link is cut off or damaged: it is no JSON.',
    'link-nesting': 'The document in the link is refused before it is read.',
    'link-shape': 'The link holds JSON, but no scenario document.',
    'link-references': 'The scenario in the link does not fit together.',
    'link-unknown-scenario':
      'No scenario called “{name}” is built in[; did you mean “{nearest}”?][ There are: {known}.]',
    'link-unknown-variant': 'The scenario has no variant “{name}”[; did you mean “{nearest}”?][ There are: {known}.]',
    'link-option': 'The link sets an option that the scenario does not have so: {name}={found}.',
    'link-run': 'The recorded run in the link is damaged and cannot be followed. Copy the whole link again.',
    'link-run-too-long': 'The recorded run in the link has {found} choices; at most {maximum} are followed.',
  },
  ko: {
    'link-too-long':
      '링크가 {found}자입니다. {maximum}자까지만 읽습니다. 시나리오를 파일로 받아 여기에 끌어다 놓으세요.',
    'link-not-ours': '시나리오 링크가 아닙니다. # 뒤에 “{found}” 문자열이 있습니다. 링크 전체를 다시 복사하세요.',
    'link-newer-version':
      '더 새로운 버전의 Sagascope에서 만든 링크입니다({found}). 최신 페이지를 열거나 시나리오를 파일로 받으세요.',
    'link-unknown-codec':
      '링크의 형식({found})을 알 수 없습니다. 링크 전체를 다시 복사하거나 시나리오를 파일로 받으세요.',
    'link-characters':
      '링크의 {position}번째 문자 “{found}”은(는) 링크에 쓰이지 않습니다. 옮기는 중에 바뀌었으니 만든 곳에서 다시 복사하세요.',
    'link-cut': '링크가 잘렸습니다. 문서가 {length}자에서 끝나 있습니다. 링크 전체를 다시 복사하세요.',
    'link-parameter': '링크의 {name}={found} 부분을 읽을 수 없습니다. 링크 전체를 다시 복사하세요.',
    'link-document-too-large': '링크에 담긴 문서가 {maximum}바이트보다 커서 열지 않습니다.',
    'link-damaged': '링크에 담긴 문서가 옮기는 중에 바뀌었습니다. 체크섬이 맞지 않습니다. 링크 전체를 다시 복사하세요.',
    'link-not-text': '링크에 담긴 문서가 손상되어 글(UTF-8)로 읽을 수 없습니다. 링크 전체를 다시 복사하세요.',
    'link-not-json': '링크에 담긴 문서가 잘렸거나 손상되어 JSON으로 읽을 수 없습니다.',
    'link-nesting': '링크에 담긴 문서를 안전하게 읽을 수 없어 거절했습니다.',
    'link-shape': '링크에 JSON이 있지만 시나리오 문서가 아닙니다.',
    'link-references': '링크에 담긴 시나리오의 내용이 서로 맞지 않습니다.',
    'link-unknown-scenario':
      '“{name}” 시나리오는 내장되어 있지 않습니다.[ “{nearest}” 시나리오를 찾으셨나요?][ 있는 시나리오: {known}.]',
    'link-unknown-variant':
      '이 시나리오에는 “{name}” 변형이 없습니다.[ “{nearest}” 변형을 찾으셨나요?][ 있는 변형: {known}.]',
    'link-option': '링크가 이 시나리오에 없는 옵션 값을 지정합니다: {name}={found}.',
    'link-run': '링크에 기록된 실행이 손상되어 따라갈 수 없습니다. 링크 전체를 다시 복사하세요.',
    'link-run-too-long': '링크에 기록된 실행의 선택이 {found}개입니다. {maximum}개까지만 따라갑니다.',
  },
};

/** What of a parameter is shown. */
const SHOWN_MAXIMUM = 40;

/** The sentence for readers; where the document itself is at fault, with the first place and what is wrong there. */
export function linkProblemText(found: LinkProblem, language: ProblemLanguage): string {
  const { params } = found;
  const sentence = TEXTS[language][found.code]
    .replace(/\[([^\]]*)\]/g, (_, part: string) => {
      const name = /\{(\w+)\}/.exec(part)?.[1];
      return name !== undefined && params[name] !== undefined ? part : '';
    })
    .replace(/\{(\w+)\}/g, (_, name: string) => shortened(String(params[name] ?? '')));
  const ended = /[.?!]$/.test(sentence) ? sentence : `${sentence}.`;
  const [first] = found.document ?? [];
  if (first === undefined) return ended;
  const place = first.path === '' ? '' : `${shortened(first.path, 120)}: `;
  return `${ended} ${place}${visible(problemText(first, language))}`;
}

/** What came with the link is cut short. */
function shortened(text: string, maximum = SHOWN_MAXIMUM): string {
  const shown = visible(text);
  return shown.length <= maximum ? shown : `${shown.slice(0, maximum - 1)}…`;
}

/** Without characters that turn the line round or cannot be seen. */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '\u{fffd}');
}
