/** What is written into someone's document. All parts of links are safe characters; titles are anybody's. */
export interface SnippetParts {
  /** Address of the playground with the link in it. */
  readonly link: string;
  /** Address of the embed with the link in it. */
  readonly embed: string;
  /** Address of the script that defines the element. */
  readonly script: string;
  /** Without `#`. */
  readonly fragment: string;
  /** Scenario, design and moment, for those who see no picture. */
  readonly title: string;
  readonly heightPixels: number;
}

export function markdownSnippet({ link, title }: SnippetParts): string {
  return `[${escapeMarkdown(title)}](${link})`;
}

export function frameSnippet({ embed, title, heightPixels }: SnippetParts): string {
  return [
    `<iframe src="${escapeHtml(embed)}"`,
    `  title="${escapeHtml(title)}"`,
    `  width="100%" height="${heightPixels}" loading="lazy"`,
    '  allow="clipboard-write; fullscreen"></iframe>',
  ].join('\n');
}

/** Where the script does not run, the link inside the element is what readers see. */
export function elementSnippet({ link, script, fragment, title, heightPixels }: SnippetParts): string {
  return [
    `<script type="module" src="${escapeHtml(script)}"></script>`,
    `<saga-scope link="${escapeHtml(fragment)}" title="${escapeHtml(title)}" height="${heightPixels}">`,
    `  <a href="${escapeHtml(link)}">${escapeHtml(title)}</a>`,
    '</saga-scope>',
  ].join('\n');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** A title as the text of a Markdown link: no markup, no HTML, one line. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()<>#+!|~&-]/g, '\\$&').replace(/\s+/g, ' ');
}
