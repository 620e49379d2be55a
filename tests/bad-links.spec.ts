import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { watchPage } from './page-watch.ts';

const json = (text: string): string => Buffer.from(text).toString('base64url');

/** Each goes wrong at another check; the sentence says at which. */
const LINKS: readonly (readonly [what: string, fragment: string, en: RegExp, ko: RegExp])[] = [
  ['is none of ours', '?page=2', /no link to a scenario/, /시나리오 링크가 아닙니다/],
  ['is of a later version', 'v7.z.AAAA', /newer version of Sagascope \(v7\.z\)/, /더 새로운 버전.*\(v7\.z\)/],
  ['is of a codec of a later release', 'v1.d1.AAAA', /newer version of Sagascope \(v1\.d1\)/, /더 새로운 버전/],
  ['has a letter that no link has', 'v1.j.AAéA', /at character 8/, /8번째 문자/],
  ['is cut', 'v1.j.AAAAA', /has been cut off/, /링크가 잘렸습니다/],
  [
    'was changed on its way',
    `v1.j.${json('{"schema":1}')}&crc=12345678`,
    /checksum does not fit/,
    /체크섬이 맞지 않습니다/,
  ],
  ['holds no JSON', `v1.j.${json('{"schema":')}`, /no JSON/, /JSON으로 읽을 수 없습니다/],
  [
    'holds a forbidden key',
    `v1.j.${json('{"__proto__":{}}')}`,
    /refused before it is read.*__proto__/,
    /거절했습니다.*__proto__/,
  ],
  [
    'holds no scenario',
    `v1.j.${json('{"schema":1,"title":"<img src=x onerror=alert(1)>"}')}`,
    /no scenario document/,
    /시나리오 문서가 아닙니다/,
  ],
  [
    'names an unknown scenario',
    'ex=saga-lost-updat',
    /did you mean “saga-lost-update”/,
    /“saga-lost-update” 시나리오를 찾으셨나요/,
  ],
  [
    'names an unknown variant',
    'ex=saga-lost-update&v=unprotecte',
    /did you mean “unprotected”/,
    /“unprotected” 변형을 찾으셨나요/,
  ],
  ['has a seed that is no number', 'ex=saga-lost-update&seed=x', /seed=x/, /seed=x/],
  ['has a damaged run', 'ex=saga-lost-update&run=s.-ZZ', /recorded run in the link is damaged/, /기록된 실행이 손상/],
  [
    'names a file elsewhere',
    'src=https%3A%2F%2Fexample.org%2Fa.json',
    /another site \(example\.org\)/,
    /다른 사이트\(example\.org\)/,
  ],
  ['names a file that is not there', 'src=.%2Fnothing-here.json', /could not be loaded/, /불러오지 못했습니다/],
];

/** The sentences of all are held against both languages where they are made; here some must suffice. */
const EVERY_THIRD = LINKS.filter((_link, i) => i % 3 === 2);

/** The run on the stage: something can be played. */
async function expectWorking(page: Page): Promise<void> {
  const slider = page.getByRole('slider', { name: /Position in the run|실행 위치/ });
  await expect(slider).toHaveAttribute('aria-valuemax', /[1-9]/);
  await page.keyboard.press('ArrowRight');
  await expect(slider).toHaveAttribute('aria-valuenow', /[1-9]/);
}

/** What the browser itself reports when a file is not there. */
const isMissingFile = (complaint: string): boolean => /404|nothing-here/.test(complaint);

for (const [what, fragment, en] of LINKS)
  test(`a link that ${what} is told in a sentence, and the page works`, async ({ page }) => {
    const complaints = watchPage(page);
    await page.goto(`./#${fragment}`);
    const banner = page.getByText('The link could not be opened');
    await expect(banner).toContainText(en);
    await expect(banner).not.toContainText(/undefined|\{\w+\}/);
    await expectWorking(page);
    expect(complaints.filter((complaint) => !isMissingFile(complaint))).toEqual([]);
  });

test.describe('in Korean', () => {
  test.use({ locale: 'ko-KR' });
  test('bad links are told in a sentence', async ({ page }) => {
    for (const [, fragment, , ko] of EVERY_THIRD) {
      await page.goto('about:blank');
      await page.goto(`./#${fragment}`);
      await expect(page.getByText('링크를 열 수 없습니다')).toContainText(ko);
      await expect(page.getByRole('button', { name: '공유' })).toBeVisible();
    }
  });
});

test('an embed with a bad link tells it too', async ({ page }) => {
  const complaints = watchPage(page);
  for (const [, fragment, en] of EVERY_THIRD) {
    await page.goto('about:blank');
    await page.goto(`./embed/#${fragment}`);
    await expect(page.getByRole('alert')).toContainText(en);
    await expect(page.getByRole('link', { name: 'Open in Sagascope' })).toBeVisible();
  }
  expect(complaints.filter((complaint) => !isMissingFile(complaint))).toEqual([]);
});

test('hostile text in a link is shown as text', async ({ page }) => {
  const complaints = watchPage(page);
  await page.goto('./#<img src=x onerror=alert(1)>=1');
  await expect(page.getByText('The link could not be opened')).toContainText('<img');
  await expect(page.locator('.notice img')).toHaveCount(0);
  expect(complaints).toEqual([]);
});

test('a link too long to be read is refused at once, and what was received can be copied', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const fragment = `v1.j.${'A'.repeat(400_000)}`;
  await page.goto(`./#${fragment}`);
  await expect(page.getByText(/The link has 400,?005 characters/)).toBeVisible();
  await page.getByRole('button', { name: 'Copy what I received' }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(fragment);
  await expectWorking(page);
});

test('a bad link over open work leaves the work as it is', async ({ page }) => {
  await page.goto('./#ex=dual-write-outbox&at=9');
  const heading = page.getByRole('heading', { level: 1, name: /Dual write/ });
  await expect(heading).toBeVisible();
  await page.evaluate(() => (location.hash = '#v1.j.AAAAA'));
  await expect(page.getByText('The link could not be opened')).toBeVisible();
  await expect(heading).toBeVisible();
});

test('what a reader wrote is kept for the next visit, and no link writes over it', async ({ page }) => {
  // Four visits in one test.
  test.slow();
  await page.goto('./#ex=saga-lost-update');
  await page.getByRole('button', { name: 'Edit document' }).click();
  const field = page.getByRole('textbox', { name: 'Scenario as JSON' });
  await expect(field).not.toHaveValue('');
  await field.fill((await field.inputValue()).replace('Lost update and the semantic lock', 'My own work'));
  await page.getByRole('button', { name: 'Apply' }).click();
  const own = page.getByRole('heading', { level: 1, name: 'My own work' });
  await expect(own).toBeAttached();

  for (const fragment of ['ex=dual-write-outbox', 'v1.j.AAAAA']) {
    await page.goto('about:blank');
    await page.goto(`./#${fragment}`);
    await expectWorking(page);
  }
  await page.goto('about:blank');
  await page.goto('./');
  await expect(own).toBeVisible();
});
