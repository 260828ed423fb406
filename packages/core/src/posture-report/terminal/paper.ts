import type { Telling } from '../telling.ts';
import { widthOf, wrap } from './cells.ts';
import type { Ink } from './ink.ts';

/** What lines are written on: the words, the colours and the width of a terminal. */
export interface Paper {
  readonly telling: Telling;
  readonly ink: Ink;
  readonly width: number;
  /** The heading of a part, with a blank line after what stood before. */
  heading(text: string): readonly string[];
  /** A word and what it says, both indented; what is too long goes on under itself. */
  entry(label: string, text: string, labelWidth: number): readonly string[];
}

const indent = 2;

export function createPaper(telling: Telling, ink: Ink, width: number): Paper {
  return {
    telling,
    ink,
    width,
    heading: (text) => [...wrap(text, width).map(ink.strong), ink.faint('─'.repeat(width))],
    entry(label, text, labelWidth) {
      const start = indent + labelWidth + 2;
      // Where there is no room beside the word, what it says stands below.
      if (width - start < 24)
        return [
          `${' '.repeat(indent)}${ink.faint(label)}`,
          ...wrap(text, width - indent * 2).map((line) => `${' '.repeat(indent * 2)}${line}`),
        ];
      const gap = ' '.repeat(Math.max(2, labelWidth + 2 - widthOf(label)));
      return wrap(text, width - start).map((line, index) =>
        index === 0 ? `${' '.repeat(indent)}${ink.faint(label)}${gap}${line}` : `${' '.repeat(start)}${line}`,
      );
    },
  };
}
