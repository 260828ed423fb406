import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { ConsentryError } from '@consentry/core';
import { removeOnExit } from '../remove-on-exit.ts';

let locks = 0;

/**
 * Holds a file for this process. It appears with its content, so that nobody finds it half written.
 * @throws ConsentryError `usage`: another process holds it; what the file system says
 */
export async function lockFile(path: string): Promise<AsyncDisposable> {
  const own = `${path}.${process.pid}.${++locks}`;
  try {
    await writeFile(own, String(process.pid), { mode: 0o600, flag: 'wx' });
    if (!(await isLinked(own, path))) {
      await takeAway(path, own);
      await writeFile(own, String(process.pid), { mode: 0o600 });
      if (!(await isLinked(own, path))) throw held(path, undefined);
    }
  } finally {
    await rm(own, { force: true });
  }
  const onExit = removeOnExit(path);
  return {
    async [Symbol.asyncDispose]() {
      await rm(path, { force: true });
      onExit[Symbol.dispose]();
    },
  };
}

async function isLinked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Moves a lock away whose process is gone. */
async function takeAway(path: string, to: string): Promise<void> {
  const holder = await readFile(path, 'utf8');
  if (isRunning(holder)) throw held(path, holder);
  await rename(path, to);
  if ((await readFile(to, 'utf8')) === holder) return;
  // Somebody took it over in between: it is given back.
  await isLinked(to, path);
  throw held(path, undefined);
}

function isRunning(holder: string): boolean {
  if (!/^[1-9][0-9]{0,9}$/.test(holder)) return false;
  try {
    return process.kill(Number(holder), 0);
  } catch (error) {
    // It is somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function held(path: string, holder: string | undefined): ConsentryError {
  return new ConsentryError('usage', {
    message: `Another rotation is at work${holder === undefined ? '' : `: process ${holder}`}.`,
    remedy: `Wait until it is over. If no such process is a rotation, remove ${path}.`,
  });
}
