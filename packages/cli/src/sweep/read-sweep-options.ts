import { readFile } from 'node:fs/promises';
import { ConsentryError } from '@consentry/core';
import type { RequestOf } from '@consentry/core/contract';
import { plain } from '../terminal/plain.ts';

/** What the command is told about a sweep that is to begin. */
export interface SweepChoice {
  readonly task?: string;
  readonly partner?: readonly string[];
  readonly customer?: readonly string[];
  readonly customersFile?: string;
  readonly all?: boolean;
  readonly filter?: readonly string[];
  readonly remainderOf?: string;
  readonly param?: readonly string[];
  readonly paramsFile?: string;
  readonly dryRun?: boolean;
  readonly concurrency?: string;
}

type Body = RequestOf<'createSweep'>['body'];

/** Reads what is to be done, and for whom. @throws ConsentryError `usage` */
export async function readSweepOptions(choice: SweepChoice): Promise<Body> {
  const options = {
    ...(choice.dryRun === true && { dryRun: true }),
    ...(choice.concurrency !== undefined && { concurrency: readCount(choice.concurrency) }),
  };
  if (choice.remainderOf !== undefined) return { remainderOf: choice.remainderOf, ...options };
  const { task, partner: partners } = choice;
  if (task === undefined)
    throw usage('No task is named.', 'Such as: consentry sweep users --partner … --all');
  if (partners === undefined) throw usage('No partner is named.', 'Name one or more with --partner.');
  const customers = await readCustomers(choice);
  const filter = readPairs(choice.filter, '--filter', ['name', 'domain', 'relationship']);
  if (customers === undefined && filter === undefined && choice.all !== true) {
    throw usage(
      'Nobody said which customers are meant.',
      'Name them with --customer or --customers-file, choose some with --filter, or take --all.',
    );
  }
  return {
    task,
    partners: [...partners],
    params: { ...(await readParams(choice.paramsFile)), ...readPairs(choice.param, '--param') },
    ...(customers !== undefined && { customers }),
    ...(filter !== undefined && { filter }),
    ...options,
  };
}

/** One tenant id a line; what follows a blank or a comma is not looked at. */
async function readCustomers({ customer, customersFile }: SweepChoice): Promise<string[] | undefined> {
  if (customersFile === undefined) return customer === undefined ? undefined : [...customer];
  const text = await readText(customersFile).catch((cause: unknown) => {
    throw usage(
      `The file ${plain(customersFile)} cannot be read.`,
      'Name a file with a tenant id on each line.',
      cause,
    );
  });
  const listed = text
    .split(/\r?\n/)
    .map((line) => line.split(/[\s,;]/)[0] ?? '')
    .filter((id) => id !== '' && !id.startsWith('#'));
  return [...(customer ?? []), ...listed];
}

/** Without the byte order mark that Windows puts in front. */
async function readText(file: string): Promise<string> {
  return (await readFile(file, 'utf8')).replace(/^\uFEFF/, '');
}

async function readParams(file: string | undefined): Promise<Record<string, unknown>> {
  if (file === undefined) return {};
  try {
    return JSON.parse(await readText(file)) as Record<string, unknown>;
  } catch (cause) {
    throw usage(
      `The file ${plain(file)} is not there, or is no JSON.`,
      'Name a JSON file with --params-file.',
      cause,
    );
  }
}

function readPairs(
  pairs: readonly string[] | undefined,
  option: string,
  known?: readonly string[],
): Record<string, string> | undefined {
  if (pairs === undefined) return undefined;
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
      if (at < 1 || known?.includes(name) === false) {
        throw usage(
          `${option} ${plain(pair)} is not understood.`,
          `Write ${option} ${known?.[0] ?? 'name'}=value.`,
        );
      }
      return [name, value] as const;
    }),
  );
}

function readCount(text: string): number {
  if (/^[1-9]\d{0,2}$/.test(text)) return Number(text);
  throw usage(
    `${plain(text)} is no number of customers.`,
    'Write --concurrency as a whole number, such as 8.',
  );
}

function usage(message: string, remedy: string, cause?: unknown): ConsentryError {
  return new ConsentryError('usage', { message, remedy, ...(cause !== undefined && { cause }) });
}
