import type { PostureReport } from '../report.ts';
import { wrap } from './cells.ts';
import type { Paper } from './paper.ts';

/** What nobody could see, why, and what to do so that it can be seen. */
export function unreadLines(paper: Paper, { unread, notOffered }: PostureReport): readonly string[] {
  const w = paper.telling.words.unread;
  return [
    ...partLines(paper, w.heading, w.intro, unread),
    ...partLines(paper, w.notOffered, w.notOfferedIntro, notOffered),
  ];
}

function partLines(
  paper: Paper,
  heading: string,
  intro: string,
  unread: PostureReport['unread'],
): readonly string[] {
  if (unread.length === 0) return [];
  const { telling, ink, width } = paper;
  const w = telling.words.unread;
  return [
    ...paper.heading(`${heading} · ${telling.format.count(unread.length)}`),
    ...wrap(intro, width).map(ink.faint),
    ...unread.flatMap((one) => {
      const missing = one.count === undefined ? '' : ` ${w.missing}: ${telling.format.count(one.count)}.`;
      const why = `${telling.source(one.source)}: ${telling.reason(one.code)}${missing}`;
      return [
        ...wrap(why, width - 2).map((line, index) => `${index === 0 ? '?' : ' '} ${line}`),
        ...wrap(telling.remedy(one).text, width - 2).map((line) => `  ${ink.faint(line)}`),
      ];
    }),
    '',
  ];
}
