import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { compileCache, launcher } from './launcher.ts';

interface Surroundings {
  readonly env?: Record<string, string>;
  readonly cwd?: string;
  /** The launcher of a built command, instead of the one that runs from source. */
  readonly bin?: string;
}

/** How a command ended, and all that it said. */
export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command to its end. */
export async function consentry(
  args: readonly string[],
  options: Surroundings & { stdin?: string } = {},
): Promise<Ended> {
  const child = start(args, options);
  child.stdin?.end(options.stdin ?? '');
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { exitCode, stdout: await stdout, stderr: await stderr };
}

/**
 * Runs the command, and kills it at the instant at which it says these words on standard error.
 * @throws Error it ended before
 */
export async function killAtWords(args: readonly string[], words: string): Promise<void> {
  const child = start(args, {});
  child.stdin?.end();
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    if (said.includes(words)) child.kill('SIGKILL');
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== null) throw new Error(`it ended with ${code} before it said “${words}”: ${said}`);
}

/** Runs the command, and presses Ctrl-C when it says these words on standard error. */
export async function interruptAtWords(args: readonly string[], words: string): Promise<Ended> {
  const child = start(args, {});
  child.stdin?.end();
  const stdout = collect(child.stdout);
  let stderr = '';
  let isInterrupted = false;
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
    if (!isInterrupted && stderr.includes(words)) isInterrupted = child.kill('SIGINT');
  });
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { exitCode, stdout: await stdout, stderr };
}

/** Runs the command, and sends it a signal once something has happened. */
export async function signalOnce(
  args: readonly string[],
  happened: () => Promise<unknown>,
  signal: 'SIGINT' | 'SIGTERM',
  options: Surroundings = {},
): Promise<Ended> {
  const child = start(args, options);
  child.stdin?.end();
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  const closed = once(child, 'close') as Promise<[number | null]>;
  await Promise.race([happened(), closed]);
  child.kill(signal);
  const [exitCode] = await closed;
  return { exitCode, stdout: await stdout, stderr: await stderr };
}

/**
 * Runs the command to its end, and does something once when it says certain words on standard error.
 * @param act may press Ctrl-C at other words, later
 */
export async function consentryMeanwhile(
  args: readonly string[],
  words: RegExp,
  act: (match: RegExpExecArray, interruptAt: (words: string) => void) => Promise<void>,
): Promise<Ended> {
  const child = start(args, {});
  child.stdin?.end();
  const stdout = collect(child.stdout);
  let stderr = '';
  let acting: Promise<void> | undefined;
  let endsAt: string | undefined;
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
    if (endsAt !== undefined && stderr.includes(endsAt)) {
      endsAt = undefined;
      child.kill('SIGINT');
    }
    const match = words.exec(stderr);
    if (match === null || acting !== undefined) return;
    acting = act(match, (later) => {
      endsAt = later;
    });
    // Nobody waits for a command whose turn did not come.
    acting.catch(() => child.kill('SIGKILL'));
  });
  const [exitCode] = (await once(child, 'close')) as [number | null];
  await acting;
  return { exitCode, stdout: await stdout, stderr };
}

/** A command that runs until it is stopped. */
export interface Running<Ready> {
  /** The line of JSON that it printed when it was ready. */
  readonly ready: Ready;
  readonly pid: number;
  /** Everything that it wrote to standard error so far. */
  stderr(): string;
  /** Resolves with the exit code when it ends, whoever ended it. Null: a signal did. */
  readonly ended: Promise<number | null>;
  /** Sends a signal and waits for the end. */
  stop(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
}

/** Starts a command and waits for its line of JSON. */
export async function startConsentry<Ready>(
  args: readonly string[],
  options: Surroundings = {},
): Promise<Running<Ready>> {
  const child = start(args, options);
  let stdout = '';
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      const end = stdout.indexOf('\n');
      if (end !== -1) resolve(stdout.slice(0, end));
    });
    child.once('exit', (code) =>
      reject(new Error(`consentry ended with ${code} before it was ready: ${stderr}`)),
    );
  });
  return {
    ready: JSON.parse(line) as Ready,
    pid: child.pid ?? 0,
    stderr: () => stderr,
    ended,
    async stop(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      child.kill(signal);
      return ended;
    },
  };
}

function start(args: readonly string[], { env = {}, cwd, bin = launcher }: Surroundings): ChildProcess {
  const { PATH = '', HOME = '' } = process.env;
  return spawn(process.execPath, [bin, ...args], {
    cwd,
    env: { PATH, HOME, ...compileCache, ...env },
    stdio: 'pipe',
  });
}

async function collect(stream: NodeJS.ReadableStream | null): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream ?? []) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
