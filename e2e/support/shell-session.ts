import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../packages/cli/bin/consentry.mjs', import.meta.url));

/** A statement of a session. */
export interface Step {
  readonly statement: string;
  /** What a person types; nothing, and the end of the input, unless told. */
  readonly stdin?: string;
  /** It runs until it is stopped, which happens as soon as it has said something. */
  readonly isServer?: boolean;
}

/** How a statement ended. */
export interface StepResult {
  readonly exitCode: number;
  /** Both outputs. */
  readonly output: string;
}

export interface SessionOptions {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** What somebody else does at what a statement says; called with all that it has said so far. */
  readonly meanwhile?: (output: string, step: number) => void;
}

/** Behind each statement stands a line with this, its number and its exit code. */
const mark = '\u001e';

/**
 * Runs statements one after the other in one bash, in a folder. `consentry` and `npx consentry` are the command of this repository.
 * A statement that fails does not keep the next ones from running.
 */
export async function runSession(steps: readonly Step[], options: SessionOptions): Promise<StepResult[]> {
  const path = await writeCommands(options.folder);
  const script = join(options.folder, '.session.sh');
  await writeFile(script, ['set -o pipefail', 'exec 2>&1', ...steps.map(writeStep)].join('\n'));
  const child = spawn('bash', ['--norc', script], {
    cwd: options.folder,
    env: { HOME: options.folder, ...options.env, PATH: `${path}:${process.env['PATH'] ?? ''}` },
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 120_000,
  });
  const results: StepResult[] = [];
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    for (let found = findEnd(said); found !== undefined; found = findEnd(said)) {
      results.push({ output: said.slice(0, found.index), exitCode: Number(found[1]) });
      said = said.slice(found.index + found[0].length);
    }
    options.meanwhile?.(said, results.length);
  });
  await once(child, 'close');
  if (results.length < steps.length) results.push({ output: said, exitCode: child.exitCode ?? -1 });
  return results;
}

function findEnd(said: string): RegExpExecArray | undefined {
  return new RegExp(`${mark}(\\d+)\n`).exec(said) ?? undefined;
}

function writeStep({ statement, stdin, isServer = false }: Step): string {
  const run = isServer ? startAndStop(statement) : statement;
  const input = stdin === undefined ? '< /dev/null' : `<<'END OF INPUT'\n${stdin}\nEND OF INPUT`;
  return `{\n${run}\n} ${input}\nprintf '${mark}%s\\n' "$?"`;
}

/** Waits for the first line, sends SIGINT, and waits for the end. */
function startAndStop(statement: string): string {
  const command = statement.replace(/^(?:\s*#[^\n]*\n)*/, '');
  return `exec {said}< <(exec ${command}\n)
running=$!
read -r line <&"$said" && echo "$line"
kill -INT "$running"
cat <&"$said"
wait "$running"`;
}

/** @returns the folder with the commands */
async function writeCommands(folder: string): Promise<string> {
  const place = join(folder, '.bin');
  await mkdir(place, { recursive: true });
  const commands = {
    consentry: `exec '${process.execPath}' '${bin}' "$@"`,
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
