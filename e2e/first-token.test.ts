import assert from 'node:assert/strict';
import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { collectSnippets } from '../scripts/snippets/collect-snippets.ts';
import { readStatements } from '../scripts/snippets/shell.ts';
import { repository } from '../scripts/build/workspaces.ts';
import { aFolder } from './support/a-folder.ts';
import { freePort } from './support/free-port.ts';
import { launcher } from './support/launcher.ts';

// Somebody who is new has the repository, the README, and nothing else.

/**
 * What `npm ci` makes: links to the packages that are there, and to the command of this repository.
 * Nothing is downloaded.
 */
async function install(folder: string): Promise<void> {
  for (const name of ['package.json', 'packages']) await symlink(join(repository, name), join(folder, name));
  const installed = join(repository, 'node_modules');
  await mkdir(join(folder, 'node_modules/.bin'), { recursive: true });
  for (const name of await readdir(installed)) {
    if (!name.startsWith('.')) await symlink(join(installed, name), join(folder, 'node_modules', name));
  }
  const bin = join(folder, 'node_modules/.bin');
  await symlink(launcher, join(bin, 'consentry'));
  await symlink(process.execPath, join(bin, 'node'));
}

/** A terminal in the folder, in which a command is given. */
function give(
  folder: string,
  command: string,
  env: Record<string, string> = {},
): ChildProcessByStdio<null, Readable, Readable> {
  const { PATH = '' } = process.env;
  const options = { cwd: folder, env: { PATH, HOME: folder, ...env }, detached: true } as const;
  return spawn('bash', ['-c', command], { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
}

test('three commands of the README lead to a token of a customer’s tenant', async () => {
  const block = collectSnippets().find(({ page, language }) => page === 'README.md' && language === 'sh');
  const [first, second = '', third = '', ...more] = readStatements(block?.text ?? '');
  assert.deepEqual([first, second, more], ['npm ci', 'npm start', []]);
  await using folder = await aFolder();
  await install(folder.path);

  // The usual ports may be taken on this machine.
  const [publicPort, apiPort] = [await freePort(), await freePort()];
  const up = give(folder.path, `exec ${second} -- --public-port ${publicPort} --api-port ${apiPort}`);
  try {
    await untilSaid(up, 'is connected');
    const asked = give(folder.path, third, { CONSENTRY_URL: `http://127.0.0.1:${apiPort}` });
    const [token, said] = await Promise.all([text(asked.stdout), text(asked.stderr)]);
    assert.match(token, /^[\w-]+\.[\w-]+\.[\w-]+\n$/, said);
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as object;
    const { tid, aud, scp } = claims as { tid: string; aud: string; scp: string };
    assert.equal(tid, /--customer (\S+)/.exec(third)?.[1]);
    assert.match(aud, /graph/);
    assert.ok(scp.split(' ').includes('User.Read.All'));
  } finally {
    const ended = once(up, 'close');
    process.kill(-(up.pid ?? 0), 'SIGINT');
    await ended;
  }
  assert.ok(!(await readdir(folder.path)).includes('try-out.key'), 'the key is gone with what it opened');
});

/** @throws Error when it ends before */
async function untilSaid(child: ChildProcess, words: string): Promise<void> {
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes(words)) resolve();
    });
    child.once('close', () => reject(new Error(`it ended: ${said}`)));
  });
}
