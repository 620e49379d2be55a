import { LINK_LIMITS } from '../../src/engine/index.ts';
import type { Language } from '../i18n/language.ts';
import { shareText } from './texts.ts';

const FILE_BYTES = 1_048_576;

/** A file's text, or why it was not loaded. */
export type Fetched = { readonly text: string } | { readonly problem: string };

/**
 * The text of a scenario file beside the playground. Files of other sites are not loaded: their site would learn of each
 * reader, and the page would show under its own name what they hold.
 */
export async function fetchScenarioText(address: string, language: Language): Promise<Fetched> {
  const resolved = resolve(address);
  if (resolved === undefined || resolved.href.length > LINK_LIMITS.read)
    return { problem: shareText(language, 'share.unreachable', { address }) };
  if (resolved.origin !== new URL(location.href).origin)
    return { problem: shareText(language, 'share.elsewhere', { host: resolved.host }) };
  try {
    const response = await fetch(resolved, { credentials: 'omit', referrerPolicy: 'no-referrer', redirect: 'error' });
    if (!response.ok) return { problem: shareText(language, 'share.unreachable', { address }) };
    const text = await cappedText(response);
    return text === undefined ? { problem: shareText(language, 'share.too-large') } : { text };
  } catch {
    return { problem: shareText(language, 'share.unreachable', { address }) };
  }
}

function resolve(address: string): URL | undefined {
  try {
    return new URL(address, location.href);
  } catch {
    return undefined;
  }
}

/** Stops reading at the limit, whatever the server says about the length. */
async function cappedText(response: Response): Promise<string | undefined> {
  const reader = response.body?.getReader();
  if (reader === undefined) return '';
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.length;
    if (bytes > FILE_BYTES) {
      await reader.cancel();
      return undefined;
    }
    text += decoder.decode(value, { stream: true });
  }
}
