import { LineCounter, isNode, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import type { z } from 'zod';
import { checkReferences } from './check-references.ts';
import type { FilePath, Placed, PlacedRecords, Report } from './check-references.ts';
import type { World } from './types.ts';
import { recordSchemas, settingsSchema } from './world-schema.ts';
import type { ListName } from './world-schema.ts';

/** One thing that is wrong with a world file. */
export interface WorldProblem {
  /** Where it is, such as `tenants[3].mfa`; empty for the file as a whole. */
  path: string;
  /** The line in the file, from 1 on; absent where the file is JSON. */
  line?: number;
  message: string;
}

/** A world file is not good. All its problems are listed. */
export class WorldFileError extends Error {
  readonly problems: readonly WorldProblem[];

  constructor(problems: readonly WorldProblem[]) {
    const lines = problems.map(({ path, line, message }) => {
      const place = [line === undefined ? '' : `line ${line}`, path].filter((part) => part !== '');
      return `- ${[...place, message].join(': ')}`;
    });
    super(`The world file has ${problems.length} problem(s):\n${lines.join('\n')}`);
    this.name = 'WorldFileError';
    this.problems = problems;
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
  const { data, findLine } = parse(text);
  const problems: WorldProblem[] = [];
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
}

/** JSON is read as such where it is JSON: a generated world may be large. */
function parse(text: string): Parsed {
  if (text.trimStart().startsWith('{')) {
    try {
      return { data: JSON.parse(text) as unknown, findLine: () => undefined };
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

function readData(data: unknown, report: Report): World | undefined {
  if (!isRecord(data)) {
    report([], 'must hold settings, tenants, users, applications, …');
    return undefined;
  }
  for (const name of Object.keys(data)) {
    if (name !== 'settings' && !Object.hasOwn(recordSchemas, name)) report([name], 'is not known');
  }
  const settings = check(settingsSchema, data['settings'] ?? {}, ['settings'], report);
  const records: PlacedRecords = {
    tenants: readList(data, 'tenants', recordSchemas.tenants, report),
    users: readList(data, 'users', recordSchemas.users, report),
    applications: readList(data, 'applications', recordSchemas.applications, report),
    servicePrincipals: readList(data, 'servicePrincipals', recordSchemas.servicePrincipals, report),
    consents: readList(data, 'consents', recordSchemas.consents, report),
    relationships: readList(data, 'relationships', recordSchemas.relationships, report),
    conditionalAccess: readList(data, 'conditionalAccess', recordSchemas.conditionalAccess, report),
    vaults: readList(data, 'vaults', recordSchemas.vaults, report),
  };
  const known = {
    tenants: idsOf(data['tenants'], 'id'),
    users: idsOf(data['users'], 'objectId'),
    applications: idsOf(data['applications'], 'clientId'),
  };
  checkReferences(records, known, report);
  if (settings === undefined) return undefined;
  return {
    settings,
    tenants: withoutPlaces(records.tenants),
    users: withoutPlaces(records.users),
    applications: withoutPlaces(records.applications),
    servicePrincipals: withoutPlaces(records.servicePrincipals),
    consents: withoutPlaces(records.consents),
    relationships: withoutPlaces(records.relationships),
    conditionalAccess: withoutPlaces(records.conditionalAccess),
    vaults: withoutPlaces(records.vaults),
  };
}

/** Reads one list record by record, so that a bad one hides nothing that is wrong with the others. */
function readList<T>(
  data: Record<string, unknown>,
  name: ListName,
  schema: z.ZodType<T>,
  report: Report,
): Placed<T>[] {
  const list = data[name] ?? [];
  if (!Array.isArray(list)) {
    report([name], 'must be a list');
    return [];
  }
  if (name === 'tenants' && list.length === 0) report([name], 'must hold at least one tenant');
  return list.flatMap((item: unknown, index) => {
    const record = check(schema, item, [name, index], report);
    return record === undefined ? [] : [{ index, record }];
  });
}

function withoutPlaces<T>(placed: readonly Placed<T>[]): T[] {
  return placed.map(({ record }) => record);
}

function check<T>(schema: z.ZodType<T>, value: unknown, path: FilePath, report: Report): T | undefined {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    const where = issue.path.filter((key) => typeof key !== 'symbol');
    if (issue.code !== 'unrecognized_keys') report([...path, ...where], issue.message);
    else for (const key of issue.keys) report([...path, ...where, key], 'is not known');
  }
  return undefined;
}

function idsOf(list: unknown, field: string): ReadonlySet<unknown> {
  return new Set(Array.isArray(list) ? list.map((item: unknown) => isRecord(item) && item[field]) : []);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function writePath(path: FilePath): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? key : `${text}.${key}`;
  }, '');
}
