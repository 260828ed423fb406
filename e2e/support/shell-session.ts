import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { compileCache, launcher } from './launcher.ts';

/** A statement of a session. */
export interface Step {
  readonly statement: string;
  /** What a person types; nothing, and the end of the input, unless told. */
  readonly stdin?: string;
  /** It runs until it is stopped, which happens as soon as it has said something. */
  readonly isServer?: boolean;
  /** It runs until the session is over; the next statement begins when it has said something. */
  readonly isService?: boolean;
}

/** How a statement ended. */
export interface StepResult {
  readonly exitCode: number;
  /** Both outputs. */
  readonly output: string;
}

/** Where the statements are run, and what happens beside them. */
export interface SessionOptions {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** What somebody else does at what a statement says; called with all that it has said so far. */
  readonly meanwhile?: (output: string, step: number) => void;
  /** What somebody else does before the next statement begins. */
  readonly between?: (result: StepResult, step: number) => Promise<void>;
}

/** Behind each statement stands a line with this, its number and its exit code. */
const mark = '\u001e';

/**
 * Runs statements one after the other in one bash, in a folder. `consentry` and `npx consentry` are the command of this repository.
 * A statement that fails does not keep the next ones from running.
 *
 * @throws whatever `between` throws; the session is ended then
 */
export async function runSession(steps: readonly Step[], options: SessionOptions): Promise<StepResult[]> {
  const path = await writeCommands(options.folder);
  const script = join(options.folder, '.session.sh');
  await writeFile(script, ['set -o pipefail', 'exec 2>&1', ...steps.map(writeStep)].join('\n'));
  const child = spawn('bash', ['--norc', script], {
    cwd: options.folder,
    env: {
      HOME: options.folder,
      ...compileCache,
      ...options.env,
      PATH: `${path}:${process.env['PATH'] ?? ''}`,
    },
    // Bash goes on to the next statement when a line comes in by the fourth.
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
    timeout: 240_000,
  });
  const closed = once(child, 'close');
  try {
    return await follow(child.stdout as Readable, child.stdio[3] as Writable, options, steps.length);
  } finally {
    child.kill();
    await closed;
  }
}

async function follow(
  output: Readable,
  next: Writable,
  { meanwhile, between }: SessionOptions,
  count: number,
): Promise<StepResult[]> {
  const results: StepResult[] = [];
  let said = '';
  for await (const text of output.setEncoding('utf8')) {
    said += text as string;
    for (let found = findEnd(said); found !== undefined; found = findEnd(said)) {
      const result = { output: said.slice(0, found.index), exitCode: Number(found[1]) };
      said = said.slice(found.index + found[0].length);
      results.push(result);
      await between?.(result, results.length - 1);
      next.write('\n');
    }
    meanwhile?.(said, results.length);
  }
  return said === '' || results.length === count ? results : [...results, { output: said, exitCode: -1 }];
}

function findEnd(said: string): RegExpExecArray | undefined {
  return new RegExp(`${mark}(\\d+)\n`).exec(said) ?? undefined;
}

function writeStep({ statement, stdin, isServer = false, isService = false }: Step): string {
  const run = isServer || isService ? start(statement, isService ? 'EXIT' : undefined) : statement;
  const input = stdin === undefined ? '< /dev/null' : `<<'END OF INPUT'\n${stdin}\nEND OF INPUT`;
  return `{\n${run}\n} ${input}\nprintf '${mark}%s\\n' "$?"\nread -r -u 3`;
}

/** Waits for the first line, and sends SIGINT when the shell ends; or at once, and waits for the end. */
function start(statement: string, until: 'EXIT' | undefined): string {
  const command = statement.replace(/^(?:\s*#[^\n]*\n)*/, '');
  const begin = `exec {said}< <(exec ${command}\n)\nrunning=$!\nread -r line <&"$said" && echo "$line"; began=$?`;
  if (until === 'EXIT')
    return `${begin}\ncat <&"$said" > .service.log &\ntrap "kill -INT $running; wait $running" EXIT\n(exit "$began")`;
  return `${begin}\nkill -INT "$running"\ncat <&"$said"\nwait "$running"`;
}

/** @returns the folder with the commands */
async function writeCommands(folder: string): Promise<string> {
  const place = join(folder, '.bin');
  await mkdir(place, { recursive: true });
  const commands = {
    consentry: `exec '${process.execPath}' '${launcher}' "$@"`,
    npx: 'exec "$@"',
  };
  // A refusal is a failure of a request, whatever the page says.
  await writeFile(join(folder, '.curlrc'), 'fail-with-body\n');
  for (const [name, line] of Object.entries(commands)) {
    await writeFile(join(place, name), `#!/bin/sh\n${line}\n`);
    await chmod(join(place, name), 0o755);
  }
  return place;
}
