import type { ConfigFiles } from './config-files.ts';
import type { Report } from './report.ts';
import type { SettingKey, Values } from './settings.ts';

/** Where the files that settings name are read from, and where their problems go. */
export interface FileSources {
  readonly values: Values;
  readonly files: ConfigFiles;
  readonly resolvePath: (path: string) => string;
  readonly report: Report;
}

export type FileKey = Extract<SettingKey, `${string}File`>;

/** What a file with one line must hold, and what is said where it does not. */
export interface LineRule {
  readonly pattern: RegExp;
  /** Goes on after the name of the setting. */
  readonly problem: string;
  readonly remedy: string;
}

/**
 * Reads a file that others may read too. Undefined where the setting names none, or where the report says why. No problem
 * repeats what a file holds, nor the path of a missing one: it may be the secret itself.
 */
export function readOpenFile(sources: FileSources, key: FileKey): string | undefined {
  return read(sources, key, false);
}

/** As {@link readOpenFile}, of a file that is its owner's alone. Of one that others may write nothing more is looked at. */
export function readOwnFile(sources: FileSources, key: FileKey): string | undefined {
  return read(sources, key, true);
}

/** As {@link readOwnFile}, of one line, without its end. */
export function readOwnLine(
  sources: FileSources,
  key: FileKey,
  { pattern, problem, remedy }: LineRule,
): string | undefined {
  const line = readOwnFile(sources, key)?.replace(/\r?\n$/, '');
  if (line === undefined || pattern.test(line)) return line;
  sources.report.add(key, problem, remedy);
  return undefined;
}

function read(
  { values, files, resolvePath, report }: FileSources,
  key: FileKey,
  ownerOnly: boolean,
): string | undefined {
  const file = values[key];
  if (file === undefined) return undefined;
  const reading = files.read(resolvePath(file));
  if (!reading.ok) {
    report.add(
      key,
      `names a file that is ${reading.reason}`,
      'Name an existing file; relative paths start where the broker was started.',
    );
    return undefined;
  }
  if (ownerOnly && !reading.ownerOnly) {
    report.add(
      key,
      'names a file that others may read or write',
      `Allow only its owner: chmod 600 ${file}. If somebody may have read it, change what it holds.`,
    );
    return undefined;
  }
  if (reading.text.trim() === '') {
    report.add(key, 'names an empty file', 'Write the value into it.');
    return undefined;
  }
  return reading.text;
}
