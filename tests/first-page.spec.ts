import { expect, test } from '@playwright/test';

const pages = [
  { path: './', title: 'Sagascope' },
  { path: './embed/', title: 'Sagascope embed' },
];

for (const { path, title } of pages) {
  test(`${path} loads with its title, from here alone, and without a complaint in the console`, async ({
    page,
    baseURL,
  }) => {
    const complaints: string[] = [];
    const elsewhere: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(String(baseURL))) elsewhere.push(request.url());
    });
    await page.goto(path);
    await expect(page).toHaveTitle(title);
    await expect(page.getByText('Sagascope').first()).toBeVisible();
    expect(complaints).toEqual([]);
    expect(elsewhere).toEqual([]);
  });
}
