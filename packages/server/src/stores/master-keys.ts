import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ConsentryError, type MasterKey, type Random, Secret } from '@consentry/core';
import { writePrivateFile } from './private-file.ts';
import { readPrivateFile } from './read-private-file.ts';

/** At least one; the first seals, all open. */
export type MasterKeys = readonly [MasterKey, ...MasterKey[]];

const keyBytes = 32;
const heading = `# Consentry's master key. Without it the store cannot be opened; with it and the store, everything can.
# Keep it apart from the data folder and from its backups.
# A line is the id of a key and the key. The first one seals, all of them open.
`;

/**
 * Reads the master key file. Undefined when it does not exist.
 *
 * @throws ConsentryError `invalid_configuration` when others may read it; `key_mismatch` when a line is not a
 *   key, or a key is not the one that its id names
 */
export function readMasterKeys(file: string): MasterKeys | undefined {
  const text = readPrivateFile(file);
  if (text === undefined) return undefined;
  const keys = text
    .split(/\r?\n/)
    .map((line, index) => ({ line: line.trim(), number: index + 1 }))
    .filter(({ line }) => line !== '' && !line.startsWith('#'))
    .map(({ line, number }) => readLine(line, number, file));
  const [first, ...others] = keys;
  if (first === undefined) throw mismatch(`${file} holds no key.`);
  if (new Set(keys.map(({ id }) => id)).size !== keys.length) throw mismatch(`${file} holds a key twice.`);
  return [first, ...others];
}

/**
 * Makes the file with one new key.
 * @throws ConsentryError `invalid_configuration` when it cannot be written
 */
export function createMasterKeys(file: string, random: Random): MasterKeys {
  const key = random.bytes(keyBytes);
  const id = idOf(key);
  try {
    writePrivateFile(file, `${heading}${id} ${Buffer.from(key).toString('base64url')}\n`);
  } catch (cause) {
    throw new ConsentryError('invalid_configuration', {
      message: `The master key file ${file} cannot be made.`,
      remedy: 'Set masterKeyFile to a file in a folder that the broker may write to.',
      cause,
    });
  }
  return [{ id, key: Secret.of(key) }];
}

/**
 * Adds a new key to the file, whole or not at all. The broker takes it up when it starts the next time.
 *
 * @param place `first`: it seals from then on; `last`: it opens only, until it is moved
 * @returns the id of the new key
 * @throws ConsentryError as {@link readMasterKeys}; `usage` when there is no file; `invalid_configuration` when it
 *   cannot be written
 */
export function addMasterKey(file: string, place: 'first' | 'last', random: Random): string {
  const key = random.bytes(keyBytes);
  const line = `${idOf(key)} ${Buffer.from(key).toString('base64url')}`;
  rewrite(file, (lines) => (place === 'first' ? putFirst(lines, line) : [...lines, line]));
  return idOf(key);
}

/**
 * Makes a key of the file the one that seals, from the next start of the broker on.
 * @throws ConsentryError as {@link addMasterKey}; `usage` when the file does not hold the key
 */
export function sealWithMasterKey(file: string, id: string): void {
  rewrite(file, (lines) => {
    const line = lines.find((text) => text.trim().startsWith(`${id} `));
    if (line === undefined) {
      throw new ConsentryError('usage', {
        message: `${file} does not hold the key ${id}.`,
        remedy: 'Name a key of the file; `consentry master-key status` lists them.',
      });
    }
    return putFirst(
      lines.filter((other) => other !== line),
      line,
    );
  });
}

/** Comments stay where they are. */
function putFirst(lines: readonly string[], line: string): readonly string[] {
  const first = lines.findIndex((text) => text.trim().startsWith('mk_'));
  return lines.toSpliced(first === -1 ? lines.length : first, 0, line);
}

function rewrite(file: string, change: (lines: readonly string[]) => readonly string[]): void {
  if (readMasterKeys(file) === undefined) {
    throw new ConsentryError('usage', {
      message: `There is no master key file ${file}.`,
      remedy: 'The broker makes it at its first start. Name the configuration of a broker that has one.',
    });
  }
  const lines = change(readFileSync(file, 'utf8').trimEnd().split(/\r?\n/));
  try {
    writePrivateFile(file, `${lines.join('\n')}\n`);
  } catch (cause) {
    throw new ConsentryError('invalid_configuration', {
      message: `The master key file ${file} cannot be written.`,
      remedy: 'Run this as the user whose file it is. The file is as it was.',
      cause,
    });
  }
}

function readLine(line: string, number: number, file: string): MasterKey {
  const [, id, text] = /^(mk_[A-Za-z0-9_-]{16}) +([A-Za-z0-9_-]{43})$/.exec(line) ?? [];
  if (id === undefined || text === undefined) throw mismatch(`Line ${number} of ${file} is not a key.`);
  const key = new Uint8Array(Buffer.from(text, 'base64url'));
  if (idOf(key) !== id) {
    throw mismatch(`Line ${number} of ${file} does not hold the key ${id}: it was changed.`, id);
  }
  if (key.every((byte) => byte === key[0])) throw mismatch(`Line ${number} of ${file} is not a random key.`);
  return { id, key: Secret.of(key) };
}

/** The id tells of which key it is without telling the key, so that a damaged line is noticed. */
function idOf(key: Uint8Array): string {
  const hash = createHash('sha256').update('consentry master key id\0').update(key).digest('base64url');
  return `mk_${hash.slice(0, 16)}`;
}

function mismatch(message: string, expectedKeyId?: string): ConsentryError {
  return new ConsentryError('key_mismatch', {
    message,
    facts: expectedKeyId === undefined ? {} : { expectedKeyId },
  });
}
