import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
} from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { ConsentryError } from '@consentry/core';
import { rawPublicKey } from './raw-public-key.ts';
import type { RecoveryKey, RecoveryPublicKey } from './recovery-key.ts';

/** What is in a file. It stands in its head, in clear, and a file of one kind is none of another. */
export type SealedKind = 'backup' | 'export';
const chunkBytes = 64 * 1024;
const tagBytes = 16;
const maxHeadBytes = 256;

/**
 * Seals a text for whoever has the recovery key: an ephemeral key on X25519 for each file, HKDF-SHA-256 over what both
 * agree on and the whole head, then AES-256-GCM in chunks. The nonce of a chunk is its number and whether it is the last, so
 * that none can be left out, moved or added, and no end be cut off. Nothing that seals can open it afterwards.
 *
 * @see https://eprint.iacr.org/2015/189 (STREAM), RFC 7748, RFC 5869; docs/adr/0019
 */
export async function* sealFile(
  text: AsyncIterable<string>,
  recoveryKey: RecoveryPublicKey,
  kind: SealedKind = 'backup',
): AsyncGenerator<Uint8Array> {
  const ephemeral = generateKeyPairSync('x25519');
  const publicKey = createPublicKey(recoveryKey.key);
  const head = `consentry ${kind} 1 ${recoveryKey.id} ${rawPublicKey(ephemeral.publicKey).toString('base64url')}\n`;
  const shared = diffieHellman({ privateKey: ephemeral.privateKey, publicKey });
  const key = fileKey(shared, head, publicKey);
  yield Buffer.from(head);
  let number = 0;
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  for await (const piece of text) {
    const bytes = Buffer.from(piece);
    waiting.push(bytes);
    waitingBytes += bytes.length;
    // One is held back: only at the end it is known which is the last.
    if (waitingBytes <= chunkBytes) continue;
    let rest = Buffer.concat(waiting);
    for (; rest.length > chunkBytes; rest = rest.subarray(chunkBytes)) {
      yield sealChunk(key, number++, false, rest.subarray(0, chunkBytes));
      // Requests go first.
      await setImmediate();
    }
    [waiting, waitingBytes] = [[rest], rest.length];
  }
  yield sealChunk(key, number, true, Buffer.concat(waiting));
}

/**
 * Opens what {@link sealFile} made, chunk by chunk. What comes out is authentic so far; that it is whole is known at the end
 * only, so nothing may be kept before that.
 *
 * @throws ConsentryError `backup_unreadable`: another key, or a file that was cut off, reordered or changed
 */
export async function* openFile(
  file: AsyncIterable<Uint8Array>,
  recoveryKey: RecoveryKey,
  kind: SealedKind = 'backup',
): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let key: Buffer | undefined;
  let number = 0;
  let waiting = Buffer.alloc(0);
  for await (const piece of file) {
    waiting = Buffer.concat([waiting, piece]);
    if (key === undefined) {
      const end = waiting.indexOf('\n');
      if (end === -1 && waiting.length <= maxHeadBytes) continue;
      key = readHead(waiting.subarray(0, end + 1).toString('latin1'), recoveryKey, kind);
      waiting = waiting.subarray(end + 1);
    }
    while (waiting.length > chunkBytes + tagBytes) {
      yield decoder.decode(openChunk(key, number++, false, waiting.subarray(0, chunkBytes + tagBytes)), {
        stream: true,
      });
      waiting = waiting.subarray(chunkBytes + tagBytes);
    }
  }
  if (key === undefined) throw unreadable('It is no backup.');
  yield decoder.decode(openChunk(key, number, true, waiting));
}

/** @throws ConsentryError `backup_unreadable` */
function readHead(head: string, recoveryKey: RecoveryKey, kind: SealedKind): Buffer {
  const [, found, id, text = ''] =
    /^consentry (backup|export) 1 (rk_[\w-]{16}) ([\w-]{43})\n$/.exec(head) ?? [];
  if (id === undefined || found !== kind) throw unreadable('It is no backup that this version knows.');
  if (id !== recoveryKey.id) {
    throw unreadable(`It is sealed to the recovery key ${id}, and this one is ${recoveryKey.id}.`, {
      expectedKeyId: id,
    });
  }
  const privateKey = createPrivateKey(recoveryKey.key.reveal());
  try {
    const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x: text }, format: 'jwk' });
    return fileKey(diffieHellman({ privateKey, publicKey }), head, createPublicKey(privateKey));
  } catch {
    throw unreadable('It was changed.');
  }
}

/** The head is part of the key: who changes a letter of it opens nothing. */
function fileKey(shared: Buffer, head: string, recoveryKey: KeyObject): Buffer {
  const info = createHash('sha256').update(head).update(rawPublicKey(recoveryKey)).digest();
  return Buffer.from(hkdfSync('sha256', shared, new Uint8Array(), info, 32));
}

function nonceOf(number: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(number, 5, 6);
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}

function sealChunk(key: Buffer, number: number, isLast: boolean, plain: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonceOf(number, isLast));
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function openChunk(key: Buffer, number: number, isLast: boolean, sealed: Buffer): Buffer {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(number, isLast), {
      authTagLength: tagBytes,
    }).setAuthTag(sealed.subarray(-tagBytes));
    return Buffer.concat([decipher.update(sealed.subarray(0, -tagBytes)), decipher.final()]);
  } catch {
    throw unreadable('It was cut off or changed.');
  }
}

/** The refusal of a file as a backup. */
export function unreadable(
  message: string,
  facts: Readonly<Record<string, string | number>> = {},
): ConsentryError {
  return new ConsentryError('backup_unreadable', { message: `The backup cannot be read. ${message}`, facts });
}
