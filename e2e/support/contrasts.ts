import type { Page } from 'playwright-core';

/** How a piece of text stands out from what is behind it. */
export interface Contrast {
  readonly text: string;
  readonly colour: string;
  readonly ground: string;
  /** From 1 to 21. */
  readonly ratio: number;
}

/**
 * The contrast of every text that is shown, in SVG too, as the browser computes its colours.
 * @see WCAG 2.2, "contrast ratio" and "relative luminance"
 */
export async function contrastsOf(page: Page): Promise<readonly Contrast[]> {
  const pairs = await page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found: { text: string; colour: string; ground: string }[] = [];
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement;
      const text = node.textContent?.trim() ?? '';
      if (element === null || text === '' || !element.checkVisibility()) continue;
      const isDrawn = element instanceof SVGElement;
      const colour = isDrawn ? getComputedStyle(element).fill : getComputedStyle(element).color;
      let behind: Element | null = element;
      while (behind !== null && getComputedStyle(behind).backgroundColor === 'rgba(0, 0, 0, 0)')
        behind = behind.parentElement;
      const ground = behind === null ? 'rgb(255, 255, 255)' : getComputedStyle(behind).backgroundColor;
      found.push({ text: text.slice(0, 60), colour, ground });
    }
    return found;
  });
  return pairs.map((pair) => ({ ...pair, ratio: ratioOf(pair.colour, pair.ground) }));
}

function ratioOf(first: string, second: string): number {
  const [lighter = 0, darker = 0] = [luminanceOf(first), luminanceOf(second)].toSorted((a, b) => b - a);
  return Math.round(((lighter + 0.05) / (darker + 0.05)) * 100) / 100;
}

function luminanceOf(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [...colour.matchAll(/[\d.]+/g)].map(([value]) => {
    const share = Number(value) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
