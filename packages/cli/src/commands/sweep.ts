import { isatty } from 'node:tty';
import { ConsentryError } from '@consentry/core';
import { systemTimer } from '@consentry/core/node';
import type { Remote } from '@consentry/core/remote';
import { type ConnectOptions, connect } from '../connect.ts';
import { createPrivateFile, type PrivateFile } from '../private-file.ts';
import type { Run } from '../run.ts';
import { describeFailed, readFailed } from '../sweep/failed-customers.ts';
import { describeSweep, hasTrouble } from '../sweep/describe-sweep.ts';
import { followSweep, type SweepStatus } from '../sweep/follow-sweep.ts';
import { createProgress } from '../sweep/progress.ts';
import { readSweepOptions, type SweepChoice } from '../sweep/read-sweep-options.ts';
import { type RowFormat, rowFormats, writeRows } from '../sweep/write-rows.ts';
import type { Output } from '../terminal/output.ts';
import { plain } from '../terminal/plain.ts';
import { table } from '../terminal/table.ts';

interface RowOptions {
  readonly format?: string | undefined;
  readonly out?: string | undefined;
}

interface SweepOptions extends ConnectOptions, SweepChoice, RowOptions {
  /** False with `--no-wait`. */
  readonly wait?: boolean;
}

/** What was found may be much. */
const readWithinMs = 60 * 60 * 1000;

/**
 * Begins a sweep, follows it to its end, and writes what was found. Ends with 1 where something failed. The file is made first: where
 * it cannot be, nothing is begun.
 * @throws ConsentryError `usage`; as `connect`, `followSweep` and `writeRows`
 */
export const sweep: Run<SweepOptions> = async (options, output) => {
  const body = await readSweepOptions(options);
  refuseOwnProcess(options);
  const format = readFormat(options, output);
  await using file = await makeFile(options.out);
  const { remote, close } = await connect(options, { deadlineMs: readWithinMs });
  try {
    const { id } = await remote.call('createSweep', { body });
    if (options.wait === false) {
      output.result(() => `${id} goes on in the broker. Follow it: consentry sweep show ${id}`, { id });
      return;
    }
    await follow(remote, id, output, { format, file });
  } finally {
    await close();
  }
};

/**
 * Says how a sweep stands; with `--wait`, once it is over.
 * @throws ConsentryError as `connect`, `followSweep` and the call
 */
export const showSweep: Run<ConnectOptions & { readonly id: string; readonly wait?: boolean }> = async (
  { id, wait, ...options },
  output,
) => {
  const { remote, close } = await connect(options);
  try {
    if (wait === true) return await follow(remote, id, output, {});
    const shown = await remote.call('getSweep', { params: { id } });
    output.result(() => describeSweep(shown), shown);
  } finally {
    await close();
  }
};

/** @throws ConsentryError as `connect` and the call */
export const listSweeps: Run<ConnectOptions> = async (options, output) => {
  const { remote, close } = await connect(options);
  try {
    const { items } = await remote.call('listSweeps', { query: { limit: 100 } });
    output.result(
      () =>
        table(
          ['id', 'task', 'state', 'begun', 'customers', 'done', 'failed'],
          items.map(({ id, task, state, createdAt, total, done, unknown, failed }) => [
            id,
            task,
            state,
            createdAt,
            String(total),
            String(done),
            String(Object.values(failed).reduce((sum, count) => sum + count, 0) + unknown),
          ]),
        ),
      { items },
    );
  } finally {
    await close();
  }
};

/** @throws ConsentryError as `connect` and the call */
export const stopSweep: Run<ConnectOptions & { readonly id: string }> = async (
  { id, ...options },
  output,
) => {
  const { remote, close } = await connect(options);
  try {
    const stopped = await remote.call('stopSweep', { params: { id } });
    const text = `Stopped with ${stopped.open} customers left. Let it go on: consentry sweep resume ${id}`;
    output.result(() => text, stopped);
  } finally {
    await close();
  }
};

/** Lets a sweep go on, and follows it. @throws ConsentryError as {@link sweep} */
export const resumeSweep: Run<ConnectOptions & { readonly id: string; readonly wait?: boolean }> = async (
  { id, wait, ...options },
  output,
) => {
  refuseOwnProcess(options);
  const { remote, close } = await connect(options);
  try {
    const resumed = await remote.call('resumeSweep', { params: { id } });
    if (wait === false)
      return output.result(() => `${id} goes on: ${resumed.open} customers are left.`, resumed);
    await follow(remote, id, output, {});
  } finally {
    await close();
  }
};

/**
 * Lists every customer that failed, why, and what to do for it.
 * @throws ConsentryError as `connect` and the call
 */
export const failedOfSweep: Run<ConnectOptions & { readonly id: string }> = async (
  { id, ...options },
  output,
) => {
  const { remote, close } = await connect(options);
  try {
    const items = await Array.fromAsync(readFailed(remote, id));
    output.result(() => describeFailed(items), { items });
  } finally {
    await close();
  }
};

/** @throws ConsentryError as `connect` and `writeRows` */
export const sweepRows: Run<ConnectOptions & RowOptions & { readonly id: string }> = async (
  { id, format, out, ...options },
  output,
) => {
  const chosen = readFormat({ format, out }, output) ?? 'ndjson';
  await using file = await makeFile(out);
  const { remote, close } = await connect(options, { deadlineMs: readWithinMs });
  try {
    await writeRows(remote, id, chosen, file);
    if (out !== undefined) output.result(() => `Wrote ${plain(out)}.`, { id, file: out });
  } finally {
    await close();
  }
};

/** @throws ConsentryError as `connect` and the call */
export const removeSweep: Run<ConnectOptions & { readonly id: string }> = async (
  { id, ...options },
  output,
) => {
  const { remote, close } = await connect(options);
  try {
    const removed = await remote.call('removeSweep', { params: { id } });
    output.result(() => `Removed ${id}, with everything that was found.`, removed);
  } finally {
    await close();
  }
};

/** Rows go to standard output where they are asked for; then the rest is said beside it. */
async function follow(
  remote: Remote,
  id: string,
  output: Output,
  { format, file }: { readonly format?: RowFormat | undefined; readonly file?: PrivateFile | undefined },
): Promise<void> {
  output.ifInterrupted?.(() =>
    [
      `The sweep goes on in the broker. Follow it: consentry sweep show --wait ${id}`,
      `Stop it: consentry sweep stop ${id}`,
      `Write what it found: consentry sweep rows ${id} --format csv --out FILE`,
    ].join('\n'),
  );
  const ended = await untilEnded(remote, id, output);
  const rows = format ?? (file === undefined ? undefined : 'ndjson');
  if (rows !== undefined) await writeRows(remote, id, rows, file);
  if (rows !== undefined && file === undefined) output.note(describeSweep(ended));
  else output.result(() => describeSweep(ended), ended);
  if (hasTrouble(ended)) process.exitCode = 1;
}

async function untilEnded(remote: Remote, id: string, output: Output): Promise<SweepStatus> {
  const isTerminal = isatty(process.stderr.fd) && !output.json;
  const progress = createProgress((text) => void process.stderr.write(text), isTerminal, systemTimer);
  try {
    return await followSweep(
      {
        remote,
        timer: systemTimer,
        onProgress: (status) => void (output.json || progress.show(status)),
        onAway: () => void (output.json || progress.away()),
      },
      id,
    );
  } finally {
    progress.end();
  }
}

/** @throws ConsentryError `usage` when it is there already or cannot be made */
async function makeFile(out: string | undefined): Promise<PrivateFile | undefined> {
  return out === undefined ? undefined : createPrivateFile(out);
}

/** A sweep goes on when the command has ended, so it needs a broker that does. @throws ConsentryError `usage` */
function refuseOwnProcess({ data }: ConnectOptions): void {
  if (data === undefined) return;
  throw new ConsentryError('usage', {
    message: 'A sweep is worked on by a running broker, not by the command.',
    remedy: 'Start `consentry serve` on this data folder, and leave --data out.',
  });
}

/** @throws ConsentryError `usage` */
function readFormat({ format: text, out }: RowOptions, { json }: Output): RowFormat | undefined {
  const known = rowFormats.find((format) => format === text);
  if (json && out === undefined && (known === 'csv' || known === 'table')) {
    throw new ConsentryError('usage', {
      message: `--json wants JSON on standard output, and --format ${known} is none.`,
      remedy: 'Leave --json out, write --format ndjson or json, or name a file with --out.',
    });
  }
  if (known !== undefined || text === undefined) return known;
  throw new ConsentryError('usage', {
    message: `${plain(text)} is no format.`,
    remedy: `Name one of these: ${rowFormats.join(', ')}.`,
  });
}
