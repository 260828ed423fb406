import { readFile, stat } from 'node:fs/promises';
import { ConsentryError, Secret } from '@consentry/core';
import { shownPath } from './terminal/shown-path.ts';

/** More than the longest token that a program may present instead of a key. */
const mostBytes = 16_384;

/**
 * Reads a key from a file that only its owner may read, or from standard input for `-`. A key is never taken
 * from an argument: other users of the machine can read those.
 *
 * @throws ConsentryError `usage`
 */
export async function readKeyFile(path: string): Promise<Secret<string>> {
  if (path === '-') return readKey(await readStandardInput(), 'standard input');
  try {
    const { mode } = await stat(path);
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new ConsentryError('usage', {
        message: `Others may read the key file ${path}.`,
        remedy: `Run: chmod 600 ${path}`,
      });
    }
    return readKey(await readFile(path, 'utf8'), path);
  } catch (cause) {
    if (cause instanceof ConsentryError) throw cause;
    throw new ConsentryError('usage', {
      message: `The key file ${shownPath(path)} cannot be read.`,
      remedy:
        'Name the file with --key-file. The broker writes operator.key into its data folder at its first start.',
      cause,
    });
  }
}

function readKey(text: string, source: string): Secret<string> {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  const [key] = lines;
  if (key === undefined || lines.length > 1 || !/^[\x21-\x7e]+$/.test(key)) {
    throw new ConsentryError('usage', {
      message: `There is not exactly one key in ${source}.`,
      remedy: 'It should hold one key on one line, as `consentry caller add` wrote it.',
    });
  }
  return Secret.of(key);
}

async function readStandardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin) {
    size += (chunk as Buffer).length;
    if (size > mostBytes)
      throw new ConsentryError('usage', { message: 'Standard input is too long to be a key.' });
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}
