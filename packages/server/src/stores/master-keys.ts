import { createHash } from 'node:crypto';
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
