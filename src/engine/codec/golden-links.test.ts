import { expect, test } from 'vitest';
import { parseScenario } from '../model/parse.ts';
import { parseFragment } from './fragment.ts';
import golden from './fixtures/golden-links.json' with { type: 'json' };

// Links that were made by released versions. They are never changed and never taken away; each release adds its own.

interface Golden {
  readonly fragment: string;
  /** As `Link`, but a document is named by its key in `documents`. */
  readonly link: Readonly<Record<string, unknown>>;
}

const documents: Readonly<Record<string, unknown>> = golden.documents;

test.each(golden.links as readonly Golden[])('$fragment', ({ fragment, link }) => {
  const { source, ...rest } = link;
  const parsed = parseFragment(fragment);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const document = typeof source === 'string' ? parseScenario(documents[source]) : undefined;
  const expected = document === undefined ? source : { kind: 'document', scenario: document.ok && document.value };
  expect(parsed.value).toEqual({ ...rest, source: expected });
});
