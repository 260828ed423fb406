import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

/** Where every run leaves the pages for a person to look at. */
export const screenshotFolder = fileURLToPath(new URL('../../artifacts/screenshots/', import.meta.url));

/** Keeps a page as it stands. @param name a page and its appearance, such as `partners-dark` */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  await mkdir(screenshotFolder, { recursive: true });
  await page.screenshot({ path: join(screenshotFolder, `${name}.png`), fullPage: true });
}
