import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../scripts/build/workspaces.ts';
import type { Figure } from './figure.ts';

/** What `bench/results.json` holds: figures of one run, on one machine. */
export interface Results {
  /** Of the run, RFC 3339. */
  readonly date: string;
  readonly machine: string;
  readonly results: readonly Figure[];
}

const file = join(repository, 'bench', 'results.json');

/** The results that are kept in the repository. */
export function readResults(): Results {
  if (!existsSync(file)) return { date: '', machine: '', results: [] };
  return JSON.parse(readFileSync(file, 'utf8')) as Results;
}

export function writeResults(results: Results): void {
  writeFileSync(file, `${JSON.stringify(results, undefined, 2)}\n`);
}
