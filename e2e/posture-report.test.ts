import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { type Language, languages, renderPostureHtml } from '@consentry/core/posture-report';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { aHostileReport, chanceOf, someHostileHistory } from '../packages/core/test/a-hostile-report.ts';
import { aPostureReport, someHistory } from '../packages/core/test/a-posture-report.ts';
import { startChromium } from './support/chromium.ts';
import { contrastsOf } from './support/contrasts.ts';

const folder = mkdtempSync(join(tmpdir(), 'consentry-posture-'));
let browser: Browser;

before(async () => {
  browser = await startChromium();
});

after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A page of a report, and everything that it asked for and did besides being shown. */
async function open(
  text: string,
  options: BrowserContextOptions = {},
): Promise<{ readonly page: Page; readonly events: readonly string[]; close(): Promise<void> }> {
  const file = join(folder, 'report.html');
  writeFileSync(file, text);
  const url = pathToFileURL(file).href;
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const events: string[] = [];
  page.on('request', (request) => {
    if (request.url() !== url) events.push(`request ${request.url()}`);
  });
  page.on('requestfailed', (request) => events.push(`${request.failure()?.errorText} ${request.url()}`));
  page.on('dialog', (dialog) => {
    events.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('popup', () => events.push('popup'));
  page.on('console', (message) => events.push(`console ${message.text()}`));
  page.on('pageerror', (error) => events.push(`error ${error.message}`));
  page.on('framenavigated', (frame) => {
    if (frame !== page.mainFrame() || frame.url() !== url) events.push(`navigation ${frame.url()}`);
  });
  await page.goto(url, { waitUntil: 'networkidle' });
  return { page, events, close: () => context.close() };
}

function aReport(language: Language): string {
  return renderPostureHtml(aPostureReport(), language, someHistory());
}

describe('a report as a page, in a real browser', () => {
  test('runs nothing and loads nothing, whatever a tenant’s names are', async () => {
    for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const chance = chanceOf(seed);
      const text = renderPostureHtml(aHostileReport(chance), 'en', someHostileHistory(chance));
      const { page, events, close } = await open(text);
      const alien = await page.evaluate(() => ({
        elements: document.querySelectorAll(
          'script, iframe, img, link, form, button, input, base, object, embed, a:not([href])',
        ).length,
        handlers: [...document.querySelectorAll('*')].filter((element) =>
          [...element.attributes].some(({ name }) => name.startsWith('on') || name === 'style'),
        ).length,
        styles: document.styleSheets.length,
        policies: document.querySelectorAll('meta[http-equiv]').length,
      }));
      assert.deepEqual(alien, { elements: 0, handlers: 0, styles: 1, policies: 1 }, `seed ${seed}`);
      // What a name would do when it is touched: each link is an anchor of the page, or https.
      const links = await page.locator('a').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
      for (const link of links) assert.match(link ?? '', /^(#|https:)/);
      await page.mouse.move(200, 300);
      await page.keyboard.press('Tab');
      assert.deepEqual(events, [], `seed ${seed}`);
      await close();
    }
  });

  test('is kept from running and loading by its own policy, should something get through', async () => {
    const alien =
      '<script>document.title = "ran"</script><img src="https://evil.example/i" onerror="document.title = \'ran\'"><style>h1{color:red}</style></main>';
    const { page, events, close } = await open(aReport('en').replace('</main>', alien));
    assert.match(await page.title(), /^Partner security requirements/);
    // The browser names the request that it kept from being sent.
    assert.deepEqual(
      events.filter((event) => !/^console .*Content Security Policy/.test(event)),
      ['request https://evil.example/i', 'csp https://evil.example/i'],
    );
    const complaints = events.filter((event) => event.startsWith('console'));
    for (const kind of [/script/, /image/, /style/])
      assert.ok(complaints.some((complaint) => kind.test(complaint)));
    await close();
  });

  test('needs no script, and its style passes its policy', async () => {
    const { page, events, close } = await open(aReport('en'), { javaScriptEnabled: false });
    await page.getByRole('heading', { name: 'Partner security requirements: Contoso' }).waitFor();
    await close();
    assert.deepEqual(events, []);
    const styled = await open(aReport('en'));
    const radius = await styled.page
      .locator('section')
      .first()
      .evaluate((section) => getComputedStyle(section).borderRadius);
    assert.equal(radius, '12px');
    await styled.close();
  });

  for (const language of languages) {
    for (const width of [320, 768, 1600]) {
      test(`fits ${width} pixels, in ${language}`, async () => {
        const { page, close } = await open(aReport(language), { viewport: { width, height: 800 } });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= width, `${wide} pixels`);
        await close();
      });
    }
  }

  test('fits a phone with names that have no end', async () => {
    const endless = renderPostureHtml(
      aHostileReport(chanceOf(1), () => 'x'.repeat(5000)),
      'sv',
    );
    const { page, close } = await open(endless, { viewport: { width: 320, height: 800 } });
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 320);
    await close();
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`has letters that are told from their ground, when it is ${colorScheme}`, async () => {
      const { page, close } = await open(aReport('nl'), { colorScheme });
      const contrasts = await contrastsOf(page);
      assert.ok(contrasts.length > 200);
      // WCAG 2.2, 1.4.3: 4.5 to 1.
      assert.deepEqual(
        contrasts.filter(({ ratio }) => ratio < 4.5),
        [],
      );
      await close();
    });
  }

  test('is read by its structure: one heading above, none left out, tables with captions and headings', async () => {
    const { page, close } = await open(aReport('sv'));
    assert.equal(await page.locator('html').getAttribute('lang'), 'sv');
    const levels = await page
      .locator('h1, h2, h3, h4')
      .evaluateAll((all) => all.map(({ tagName }) => Number(tagName[1])));
    assert.equal(levels.filter((level) => level === 1).length, 1);
    for (const [index, level] of levels.entries()) assert.ok(level <= (levels[index - 1] ?? 0) + 1);
    const tables = await page.locator('table').evaluateAll((all) =>
      all.map((table) => ({
        caption: table.querySelector('caption')?.textContent,
        columns: table.querySelectorAll('thead th[scope=col]').length > 0,
        rows: [...table.querySelectorAll('tbody tr')].every((row) => row.querySelector('th[scope=row]')),
      })),
    );
    assert.ok(tables.length >= 10);
    for (const table of tables) assert.ok(table.caption && table.columns && table.rows, table.caption ?? '');
    await close();
  });

  test('names every chart, and gives each its numbers in a table', async () => {
    const { page, close } = await open(aReport('en'));
    const unnamed = page.locator('svg:not([aria-hidden]):not([role=img]):not(svg svg)');
    assert.equal(await unnamed.count(), 0);
    for (const name of [/66%/, /81.7%/, /^Line chart of the shares in 7 reports/, /^Timeline of 3 grants/])
      assert.equal(await page.getByRole('img', { name }).count(), 1, String(name));
    const table = page.getByRole('table', { name: 'The numbers of the chart' });
    assert.equal(await table.count(), 0);
    await page.getByText('The numbers of the chart').first().click();
    assert.equal(await table.getByRole('row').count(), 8);
    await page
      .getByRole('table', { name: 'Findings by severity' })
      .getByRole('row', { name: /High 5/ })
      .waitFor();
    await close();
  });

  test('is walked through by keys', async () => {
    const { page, close } = await open(aReport('en'));
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'To the report');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'MAIN');
    const [findings] = await page.locator('a[href="#finding-1"]').all();
    await findings?.focus();
    await page.keyboard.press('Enter');
    assert.match(page.url(), /#finding-1$/);
    const outline = await page.evaluate(() => {
      const link = document.querySelector<HTMLElement>('nav a');
      link?.focus({ focusVisible: true });
      return link === null ? '' : getComputedStyle(link).outlineStyle;
    });
    assert.equal(outline, 'solid');
    await close();
  });

  test('keeps rows and headings for those who listen, where rows stand as blocks', async () => {
    const { page, close } = await open(aReport('en'), { viewport: { width: 320, height: 800 } });
    const table = page.getByRole('table', { name: 'All findings at a glance' });
    assert.equal(await table.getByRole('rowheader').count(), 9);
    await table.getByRole('row', { name: /trusted locations.*High.*31/ }).waitFor();
    await close();
  });

  test('prints whole and light, on A4', async () => {
    const { page, close } = await open(aReport('en'), { colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    const shown = await page.evaluate(() => {
      const style = (selector: string): CSSStyleDeclaration | undefined => {
        const element = document.querySelector(selector);
        return element === null ? undefined : getComputedStyle(element);
      };
      return {
        ground: style('body')?.backgroundColor,
        nav: style('nav')?.display,
        numbers: document.querySelector('details table')?.getBoundingClientRect().height ?? 0,
      };
    });
    assert.deepEqual([shown.ground, shown.nav], ['rgb(255, 255, 255)', 'none']);
    assert.ok(shown.numbers > 100, 'what is folded on a screen is printed');
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
    const [, width, height] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf) ?? [];
    assert.deepEqual(
      [width, height].map((length) => Math.round(Number(length))),
      [595, 842],
    );
    await close();
  });
});
