import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';

/** *Is it safe?* as one uses it, in either language. */
export class MatrixSheet {
  readonly dialog: Locator;

  constructor(page: Page) {
    this.dialog = page.getByRole('dialog', { name: /^(Is it safe\?|안전한가요\?)$/ });
  }

  /** All that was asked is answered. */
  async finished(): Promise<void> {
    await expect(
      this.dialog.getByText(/^(All \d+ questions answered|질문 \d+개에 모두 답했습니다)/).first(),
    ).toBeVisible({
      timeout: 80_000,
    });
  }

  /** A cell by the titles of its design and its question; its name says the verdict. */
  cell(design: string, question: string): Locator {
    return this.dialog.getByRole('button', { name: new RegExp(`^${escaped(design)}, ${escaped(question)}: `) });
  }

  async settings(): Promise<void> {
    await this.dialog.getByText(/^(Bounds and questions|한도와 질문)/).click();
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
