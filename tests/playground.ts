import { expect, test as base } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { watchPage } from './page-watch.ts';

/** A link to a built-in scenario: it opens at the start and stands still. */
export const linkTo = (scenario: string, more = ''): string => `./#ex=${scenario}${more}`;

/** The page as one uses it, by roles and names. */
export class Playground {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get slider(): Locator {
    return this.page.getByRole('slider', { name: /^(Position in the run|실행 위치)$/ });
  }

  get variants(): Locator {
    return this.page.getByRole('radiogroup', { name: /^(Design variant|설계 변형)$/ });
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  tab(name: string): Locator {
    return this.page.getByRole('tab', { name: new RegExp(`^${name}`) });
  }

  /** The run is there. */
  async open(address: string): Promise<void> {
    await this.page.goto(address);
    await expect(this.slider).not.toHaveAttribute('aria-valuemax', '0');
  }

  async entries(): Promise<number> {
    return Number(await this.slider.getAttribute('aria-valuenow'));
  }

  async length(): Promise<number> {
    return Number(await this.slider.getAttribute('aria-valuemax'));
  }

  async expectAt(entries: number): Promise<void> {
    await expect(this.slider).toHaveAttribute('aria-valuenow', String(entries));
  }

  /** The cursor has come to rest: two frames in a row show the same entry. */
  async settled(): Promise<number> {
    let before = -1;
    await expect
      .poll(async () => {
        const now = await this.entries();
        const same = now === before;
        before = now;
        return same;
      })
      .toBe(true);
    return before;
  }

  async setVariant(title: string): Promise<void> {
    await this.variants.getByRole('radio', { name: title, exact: true }).check();
    await expect(this.page.locator('.stage')).toHaveAttribute('aria-busy', 'false');
  }
}

/** Puts a text into a field at once: browsers are slow to insert a long one as if it were typed. */
export async function writeText(field: Locator, text: string): Promise<void> {
  await field.evaluate((element, value) => {
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')?.set?.call(element, value);
    element.dispatchEvent(new Event('input', { bubbles: true }));
  }, text);
}

/** Texts and names in which a placeholder was left unfilled. Code and what is being edited may hold braces. */
async function unfilledTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const unfilled = /\{\w+(\|[^}]*)?\}/;
    const found: string[] = [];
    for (const element of document.querySelectorAll('body *')) {
      if (element.closest('textarea, code, script') !== null) continue;
      for (const name of ['aria-label', 'aria-valuetext', 'title', 'placeholder'])
        if (unfilled.test(element.getAttribute(name) ?? ''))
          found.push(`${name}: ${String(element.getAttribute(name))}`);
      for (const child of element.childNodes)
        if (child.nodeType === Node.TEXT_NODE && unfilled.test(child.textContent ?? ''))
          found.push(String(child.textContent));
    }
    return found;
  });
}

/**
 * A page that must not complain: no error, no warning, no violation of the Content-Security-Policy, no request to
 * elsewhere, and at the end no text with an unfilled placeholder.
 */
export const test = base.extend<{ playground: Playground }>({
  playground: async ({ page }, provide) => {
    const complaints = watchPage(page);
    await page.addInitScript(() => {
      addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
        console.error(`policy: ${violatedDirective} ${blockedURI}`),
      );
    });
    await provide(new Playground(page));
    expect(await unfilledTexts(page)).toEqual([]);
    expect(complaints).toEqual([]);
  },
});

export { expect } from '@playwright/test';
