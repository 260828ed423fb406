import { extname } from 'node:path';
import { ConsentryError } from '@consentry/core';
import {
  csvTables,
  type CsvTable,
  findLanguage,
  type Language,
  languages,
} from '@consentry/core/posture-report';
import type { ConnectOptions } from '../connect.ts';
import { plain } from '../terminal/plain.ts';
import { type FailLevel, failLevels } from './judge-report.ts';

export const formats = ['table', 'json', 'csv', 'html'] as const;
export type Format = (typeof formats)[number];

export interface PostureOptions extends ConnectOptions {
  readonly partner?: string;
  readonly format?: string;
  readonly table?: string;
  readonly out?: string;
  readonly language?: string;
  readonly failOn?: string;
  readonly history?: boolean;
  readonly last?: boolean;
}

/** What is wanted, as far as the options alone can be right or wrong. */
export interface PostureWish {
  readonly format: Format;
  /** Of CSV. Undefined: the findings. */
  readonly table: CsvTable | undefined;
  readonly language: Language;
  readonly failOn: FailLevel | undefined;
}

/** @throws ConsentryError `usage` */
export function readPostureOptions(options: PostureOptions, isJson: boolean): PostureWish {
  const { out, history, last, failOn, table } = options;
  const format = readOneOf('format', options.format, formats) ?? formatOf(out) ?? (isJson ? 'json' : 'table');
  if (history === true && (last === true || out !== undefined || failOn !== undefined || !isLine(format))) {
    throw new ConsentryError('usage', {
      message: 'The history is a list of reports: a line each, on the terminal or as JSON.',
      remedy: 'Leave out --last, --out, --fail-on and --table, and write --json for a program.',
    });
  }
  if (table !== undefined && format !== 'csv') {
    throw new ConsentryError('usage', {
      message: 'One table of a report is had as CSV alone.',
      remedy: 'Write --format csv with --table.',
    });
  }
  if (isJson && out === undefined && format !== 'json') {
    throw new ConsentryError('usage', {
      message: 'Both formats would go to standard output.',
      remedy: 'Leave --json or --format out, or name a file with --out.',
    });
  }
  return {
    format,
    table: table === 'findings' ? undefined : readOneOf('table', table, csvTables, ['findings']),
    language: readLanguage(options.language),
    failOn: readOneOf('fail-on', failOn, failLevels),
  };
}

function isLine(format: Format): boolean {
  return format === 'table' || format === 'json';
}

/** As the name of the file ends. */
function formatOf(out: string | undefined): Format | undefined {
  const ending = extname(out ?? '').toLowerCase();
  return formats.find((format) => ending === `.${format}`);
}

function readLanguage(tag = 'en'): Language {
  const language = findLanguage(tag);
  if (language !== undefined) return language;
  throw new ConsentryError('usage', {
    message: `There are no reports in ${plain(tag)}.`,
    remedy: `Name one of these: ${languages.join(', ')}.`,
  });
}

function readOneOf<Word extends string>(
  option: string,
  text: string | undefined,
  words: readonly Word[],
  more: readonly string[] = [],
): Word | undefined {
  const known = words.find((word) => word === text);
  if (known !== undefined || text === undefined) return known;
  throw new ConsentryError('usage', {
    message: `--${option} cannot be ${plain(text)}.`,
    remedy: `Name one of these: ${[...more, ...words].join(', ')}.`,
  });
}
