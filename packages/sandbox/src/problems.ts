import type { z } from 'zod';
import type { FilePath } from './world/raw-records.ts';

/** One thing that is wrong with a world file, or with what the control was given. */
export interface Problem {
  /** Where it is, such as `tenants[3].mfa`; empty for the whole. */
  path: string;
  /** The line in the file, from 1 on; absent where there is no file, or the file is JSON. */
  line?: number;
  message: string;
}

/** Writes a problem in one line: `line 7: tenants[3].mfa: must be …`. */
export function writeProblem({ path, line, message }: Problem): string {
  return [line === undefined ? '' : `line ${line}`, path, message].filter((part) => part !== '').join(': ');
}

/** Writes a path as code would: `tenants[3].mfa`. */
export function writePath(path: FilePath): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? key : `${text}.${key}`;
  }, '');
}

/** What a schema found wrong. Each field that it does not know is a problem of its own. */
export function listIssues({ issues }: z.ZodError): { path: FilePath; message: string }[] {
  return issues.flatMap((issue) => {
    const path = issue.path.filter((key) => typeof key !== 'symbol');
    if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }];
    return issue.keys.map((key) => ({ path: [...path, key], message: 'is not known' }));
  });
}
