import { LineCounter, isNode, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import type { z } from 'zod';
import { listIssues, writePath, writeProblem } from '../problems.ts';
import type { Problem } from '../problems.ts';
import { checkReferences } from './check-references.ts';
import type { Report } from './check-references.ts';
import { findDuplicateKeys } from './duplicate-keys.ts';
import type { DuplicateKey } from './duplicate-keys.ts';
import { isRecord } from './raw-records.ts';
import type { FilePath } from './raw-records.ts';
import type { World } from './types.ts';
import { recordSchemas, settingsSchema } from './world-schema.ts';
import type { ListName } from './world-schema.ts';

/** A world file is not good. All its problems are listed. */
export class WorldFileError extends Error {
  readonly problems: readonly Problem[];
  /** Each problem in a line of its own, for people. */
  readonly lines: readonly string[];

  constructor(problems: readonly Problem[]) {
    const lines = problems.map(writeProblem);
    super(
      `The world file has ${problems.length} problem(s):\n${lines.map((line) => `- ${line}`).join('\n')}`,
    );
    this.name = 'WorldFileError';
    this.problems = problems;
    this.lines = lines;
  }
}

/**
 * Reads a world file, YAML or JSON. What the file leaves out gets its default.
 *
 * @param text the whole file
 * @returns a world of its own: it shares nothing with another reading of the same text
 * @throws WorldFileError with every problem at once
 */
export function readWorld(text: string): World {
  const { data, findLine, duplicates } = parse(text);
  const problems: Problem[] = duplicates.map(({ path, line }) => ({
    path: writePath(path),
    line,
    message: 'is there twice',
  }));
  const report: Report = (path, message) => {
    const line = findLine(path);
    problems.push({ path: writePath(path), message, ...(line === undefined ? {} : { line }) });
  };
  const world = readData(data, report);
  if (problems.length > 0 || world === undefined) throw new WorldFileError(problems);
  return world;
}

interface Parsed {
  data: unknown;
  findLine(path: FilePath): number | undefined;
  /** Keys that stand twice in an object of a JSON text. In YAML they are errors before. */
  duplicates: readonly DuplicateKey[];
}

/** JSON is read as such where it is JSON: a generated world may be large. */
function parse(text: string): Parsed {
  if (text.trimStart().startsWith('{')) {
    try {
      const data: unknown = JSON.parse(text);
      return { data, findLine: () => undefined, duplicates: findDuplicateKeys(text) };
    } catch {
      // It may still be YAML in braces, and YAML says in which line a mistake is.
    }
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  if (document.errors.length > 0) {
    throw new WorldFileError(
      document.errors.map(({ message, pos }) => ({
        path: '',
        line: lines.linePos(pos[0]).line,
        message: message.split('\n')[0] ?? message,
      })),
    );
  }
  return {
    data: resolve(document),
    duplicates: [],
    findLine: (path) => {
      for (let depth = path.length; depth >= 0; depth -= 1) {
        const node = depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true);
        if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
      }
      return undefined;
    },
  };
}

/** Resolves aliases. One that leads nowhere, or a heap of them, is a problem of the file. */
function resolve(document: Document): unknown {
  try {
    return document.toJS();
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    throw new WorldFileError([{ path: '', message: error.message }]);
  }
}

function readData(data: unknown, tell: Report): World | undefined {
  const faulty = new Set<string>();
  const report: Report = (path, message) => {
    faulty.add(writePath(path));
    tell(path, message);
  };
  if (!isRecord(data)) {
    report([], 'must hold settings, tenants, users, applications, …');
    return undefined;
  }
  for (const name of Object.keys(data)) {
    if (name !== 'settings' && !Object.hasOwn(recordSchemas, name)) report([name], 'is not known');
  }
  const settings = check(settingsSchema, data['settings'] ?? {}, ['settings'], report);
  const records = {
    tenants: readList(data, 'tenants', recordSchemas.tenants, report),
    users: readList(data, 'users', recordSchemas.users, report),
    applications: readList(data, 'applications', recordSchemas.applications, report),
    servicePrincipals: readList(data, 'servicePrincipals', recordSchemas.servicePrincipals, report),
    consents: readList(data, 'consents', recordSchemas.consents, report),
    relationships: readList(data, 'relationships', recordSchemas.relationships, report),
    conditionalAccess: readList(data, 'conditionalAccess', recordSchemas.conditionalAccess, report),
    vaults: readList(data, 'vaults', recordSchemas.vaults, report),
    azureSubscriptions: readList(data, 'azureSubscriptions', recordSchemas.azureSubscriptions, report),
  };
  checkReferences(data, (path, message) => {
    // That a value points at nothing goes without saying where it is wrong in itself.
    if (!faulty.has(writePath(path))) tell(path, message);
  });
  return settings === undefined ? undefined : { settings, ...records };
}

/** Reads one list record by record, so that a bad one hides nothing that is wrong with the others. */
function readList<T>(
  data: Record<string, unknown>,
  name: ListName,
  schema: z.ZodType<T>,
  report: Report,
): T[] {
  const list = data[name] ?? [];
  if (!Array.isArray(list)) {
    report([name], 'must be a list');
    return [];
  }
  if (name === 'tenants' && list.length === 0) report([name], 'must hold at least one tenant');
  return list.flatMap((item: unknown, index) => {
    const record = check(schema, item, [name, index], report);
    return record === undefined ? [] : [record];
  });
}

function check<T>(schema: z.ZodType<T>, value: unknown, path: FilePath, report: Report): T | undefined {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  for (const issue of listIssues(result.error)) report([...path, ...issue.path], issue.message);
  return undefined;
}
