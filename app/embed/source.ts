import { openLink, parseFragmentText } from '../../src/engine/index.ts';
import type { LinkProblem, Opening, Result, Scenario, TextLink } from '../../src/engine/index.ts';
import { builtIn } from '../../src/scenarios/built-in.ts';
import type { JsonModule } from '../../src/scenarios/built-in.ts';
import type { Language } from '../i18n/language.ts';

/** A chunk of its own: the schema of documents is loaded when a document came with the link, or something is wrong. */
const loadCodec = () => import('../share/codec.ts');

/** Each built-in scenario is a chunk of its own: an embed loads only the one it shows. */
const BUILT_INS: Readonly<Record<string, () => Promise<JsonModule>>> = import.meta.glob<JsonModule>(
  '../../src/scenarios/*/scenario.json',
);
const TERMS: Readonly<Record<string, () => Promise<JsonModule>>> = import.meta.glob<JsonModule>(
  '../../src/scenarios/*/terms.json',
);

const idOf = (path: string): string => path.split('/').at(-2) ?? '';

function chunkOf<T>(chunks: Readonly<Record<string, T>>, id: string): T | undefined {
  return Object.entries(chunks).find(([path]) => idOf(path) === id)?.[1];
}

/** What is to be shown: the run, and how the link wants it shown. */
export interface Asked {
  readonly opening: Opening;
  readonly link: TextLink;
}

/** What a fragment asks for, or a sentence that says why it cannot be had. */
export async function readAsked(fragment: string, language: Language): Promise<Asked | { readonly problem: string }> {
  const parsed = parseFragmentText(fragment);
  if (!parsed.ok) return { problem: await sentence(parsed, language) };
  const link = parsed.value;
  const { source } = link;
  if (source.kind === 'built-in') {
    const load = chunkOf(BUILT_INS, source.id);
    const loadTerms = chunkOf(TERMS, source.id);
    if (load !== undefined && loadTerms !== undefined)
      return open(link, await builtIn(load(), loadTerms()), source.id, language);
    const { unknownScenario } = await loadCodec();
    return {
      problem: await sentence({ problems: [unknownScenario(source.id, Object.keys(BUILT_INS).map(idOf))] }, language),
    };
  }
  if (source.kind === 'document') return readDocument(source.json, link, language);
  const { fetchScenarioText } = await import('../share/fetch-scenario.ts');
  const fetched = await fetchScenarioText(source.address, language);
  return 'problem' in fetched ? fetched : readDocument(fetched.text, link, language);
}

/** The same for a document that the host's page handed over, with the parameters of a link. */
export async function readHandedOver(
  json: string,
  parameters: string,
  language: Language,
): Promise<Asked | { readonly problem: string }> {
  // The source is handed over: any that can be read stands in its place.
  const parsed = parseFragmentText(['ex=a', parameters].join('&'));
  return parsed.ok ? readDocument(json, parsed.value, language) : { problem: await sentence(parsed, language) };
}

async function readDocument(
  json: string,
  link: TextLink,
  language: Language,
): Promise<Asked | { readonly problem: string }> {
  const { readLinkedDocument } = await loadCodec();
  const scenario = readLinkedDocument(json);
  if (!scenario.ok) return { problem: await sentence(scenario, language) };
  return open({ ...link, source: { kind: 'document', json } }, scenario.value, undefined, language);
}

async function open(
  link: TextLink,
  scenario: Scenario,
  builtIn: string | undefined,
  language: Language,
): Promise<Asked | { readonly problem: string }> {
  const opening: Result<Opening, LinkProblem> = openLink(link, scenario, builtIn);
  return opening.ok ? { opening: opening.value, link } : { problem: await sentence(opening, language) };
}

async function sentence(
  { problems }: { readonly problems: readonly LinkProblem[] },
  language: Language,
): Promise<string> {
  const { linkProblemText } = await loadCodec();
  const [first] = problems;
  return first === undefined ? '' : linkProblemText(first, language);
}
