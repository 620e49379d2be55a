import { failure, success } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import { LIMITS } from '../model/limits.ts';
import { decodeBase64Url, encodeBase64Url, offsetOutsideBase64Url } from './base64url.ts';
import { crc32 } from './crc32.ts';
import { LINK_LIMITS } from './link.ts';
import type { Link, LinkSource } from './link.ts';
import { LINK_CHECKS, linkProblem } from './link-problem.ts';
import type { LinkProblem } from './link-problem.ts';
import { readParameters, writeParameters } from './parameters.ts';
import { repairFragment } from './repair.ts';
import { decodeUtf8, encodeUtf8 } from './utf8.ts';

/**
 * A link whose document is still text: checks 1 to 6 need neither the schema nor the expression language, and what a link to
 * a built-in scenario needs is small.
 */
export type TextLink = Omit<Link, 'source'> & { readonly source: TextSource };

export type TextSource =
  | Exclude<LinkSource, { readonly kind: 'document' }>
  | { readonly kind: 'document'; readonly json: string };

/** The major of the scenario schema, in the tag of links that hold a document. */
const VERSION = 1;
const PLAIN = 'j';
/** Codecs of this major that a later release writes: deflated with a dictionary, and positional arrays. */
const RESERVED: ReadonlySet<string> = new Set(['d1', 'd2', 'p1']);

/**
 * Reads a fragment, with or without its `#`. A link that fails is tried once more without what chats, hosts and renderers
 * add to links; when that fails too, the problem is that of the second try. Never throws.
 */
export function parseFragmentText(text: string): Result<TextLink, LinkProblem> {
  const given = text.startsWith('#') ? text.slice(1) : text;
  if (given.length > LINK_LIMITS.read)
    return failure(linkProblem('', 'link-too-long', { found: given.length, maximum: LINK_LIMITS.read }));
  const first = readLink(given);
  if (
    first.ok
      ? !first.value.passedOver
      : first.problems.every(({ code }) => LINK_CHECKS[code] > 3 && code !== 'link-run')
  )
    return first.ok ? success(first.value.link) : first;
  const repaired = repairFragment(given);
  const second = repaired === given ? first : readLink(repaired);
  return second.ok ? success(second.value.link) : first.ok ? success(first.value.link) : second;
}

/** The one text of a link, without `#`; refused where it would be too long to be of use. */
export function writeFragmentText(link: TextLink): Result<string, LinkProblem> {
  const text = [...writeSource(link.source), ...writeParameters(link)].join('&');
  if (text.length <= LINK_LIMITS.written) return success(text);
  return failure(linkProblem('', 'link-too-long', { found: text.length, maximum: LINK_LIMITS.written }));
}

/** The first pair, and after the parameters the checksum of a document; it stands second so that a cut takes neither. */
function writeSource(source: TextSource): readonly string[] {
  if (source.kind === 'built-in') return [`ex=${source.id}`];
  if (source.kind === 'address') return [`src=${encodeURIComponent(source.address)}`];
  const bytes = encodeUtf8(source.json);
  return [`v${VERSION}.${PLAIN}.${encodeBase64Url(bytes)}`, `crc=${crc32(bytes)}`];
}

interface ReadLink {
  readonly link: TextLink;
  readonly passedOver: boolean;
}

function readLink(text: string): Result<ReadLink, LinkProblem> {
  const [head = '', ...pairs] = text.split('&');
  const tag = readTag(head);
  if (!tag.ok) return tag;
  const read = readParameters(pairs);
  if (!read.ok) return read;
  const { parameters, checksum, passedOver } = read.value;
  const source = readSource(tag.value, checksum);
  return source.ok ? success({ link: { source: source.value, ...parameters }, passedOver }) : source;
}

type Tag =
  | { readonly kind: 'built-in'; readonly text: string }
  | { readonly kind: 'address'; readonly text: string }
  | { readonly kind: 'document'; readonly text: string; readonly offset: number };

function readTag(head: string): Result<Tag, LinkProblem> {
  if (head.startsWith('ex=')) return success({ kind: 'built-in', text: head.slice(3) });
  if (head.startsWith('src=')) return success({ kind: 'address', text: head.slice(4) });
  const [, version, codec, payload] = /^v(\d{1,6})\.([A-Za-z0-9]{1,8})(?:\.(.*))?$/s.exec(head) ?? [];
  if (version === undefined || codec === undefined) return failure(linkProblem('', 'link-not-ours', { found: head }));
  const found = `v${version}.${codec}`;
  if (Number(version) > VERSION || RESERVED.has(codec))
    return failure(linkProblem('', 'link-newer-version', { found }));
  if (Number(version) < VERSION || codec !== PLAIN) return failure(linkProblem('', 'link-unknown-codec', { found }));
  return success({ kind: 'document', text: payload ?? '', offset: found.length + 1 });
}

function readSource(tag: Tag, checksum: string | undefined): Result<TextSource, LinkProblem> {
  if (tag.kind === 'built-in') {
    const offset = tag.text.search(/[^A-Za-z0-9-]/);
    if (offset !== -1) return failure(strange(tag.text, offset, 'ex='.length));
    if (!/^[a-z]/.test(tag.text)) return failure(linkProblem('/ex', 'link-parameter', { name: 'ex', found: tag.text }));
    return success({ kind: 'built-in', id: tag.text });
  }
  if (tag.kind === 'address') {
    const address = percentDecoded(tag.text);
    if (address === undefined || address === '' || address.length > LIMITS.text)
      return failure(linkProblem('/src', 'link-parameter', { name: 'src', found: tag.text }));
    return success({ kind: 'address', address });
  }
  const json = readPayload(tag.text, tag.offset, checksum);
  return json.ok ? success({ kind: 'document', json: json.value }) : json;
}

/** Checks 3 to 6, each only when all before went well. */
function readPayload(payload: string, offset: number, checksum: string | undefined): Result<string, LinkProblem> {
  const outside = offsetOutsideBase64Url(payload);
  if (outside !== -1) return failure(strange(payload, outside, offset));
  const bytes = payload === '' ? undefined : decodeBase64Url(payload);
  if (bytes === undefined) return failure(linkProblem('/document', 'link-cut', { length: payload.length }));
  if (bytes.length > LIMITS.documentBytes)
    return failure(linkProblem('/document', 'link-document-too-large', { maximum: LIMITS.documentBytes }));
  if (checksum !== undefined && crc32(bytes) !== checksum) return failure(linkProblem('/document', 'link-damaged', {}));
  const text = decodeUtf8(bytes);
  return text === undefined ? failure(linkProblem('/document', 'link-not-text', {})) : success(text);
}

function strange(text: string, at: number, offset: number): LinkProblem {
  const found = String.fromCodePoint(text.codePointAt(at) as number);
  return linkProblem('/document', 'link-characters', { found, position: offset + at + 1 });
}

function percentDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
