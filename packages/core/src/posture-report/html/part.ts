import type { Html } from './html.ts';

/** A part of the page that the contents name. */
export interface Part {
  readonly anchor: string;
  readonly heading: string;
  readonly content: Html;
}
