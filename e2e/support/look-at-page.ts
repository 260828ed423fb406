import type { Page } from 'playwright-core';
import { findBarriers } from './barriers.ts';
import { keepScreenshot } from './screenshots.ts';

/** The width of a phone. */
const narrow = 390;

/**
 * Looks at a page as it stands in light, in dark and on a phone, and keeps a screenshot of each.
 *
 * @param name of the screenshots
 * @returns what keeps people from using it, one line each
 */
export async function lookAtPage(page: Page, name: string): Promise<readonly string[]> {
  const barriers: string[] = [];
  await page.setViewportSize({ width: 1280, height: 900 });
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const found = await findBarriers(page);
    barriers.push(...found.map((barrier) => `${name} ${colorScheme}: ${barrier}`));
    await keepScreenshot(page, `${name}-${colorScheme}`);
  }
  await page.setViewportSize({ width: narrow, height: 844 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  if (wide > narrow) barriers.push(`${name}: ${wide} pixels wide on a phone of ${narrow}`);
  await keepScreenshot(page, `${name}-${narrow}`);
  return barriers;
}
