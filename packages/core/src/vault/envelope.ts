import { type CipherGCMTypes, createCipheriv, createDecipheriv } from 'node:crypto';
import { ConsentryError } from '../errors.ts';
import type { Random } from '../ports.ts';
import { Secret } from '../secret.ts';

/** A key that wraps data keys. Its id is stored with what it wrapped, so several can be in use. */
export interface MasterKey {
  readonly id: string;
  /** 32 bytes. */
  readonly key: Secret<Uint8Array>;
}

/**
 * Envelope encryption: a fresh data key for each record, wrapped by a master key, both with AES-256-GCM
 * (NIST SP 800-38D). The context (which record, which version) is authenticated with both, so that a sealed
 * text copied into another row does not open.
 */
export interface Envelope {
  /** @returns `1.<master key id>.<wrapped data key>.<sealed text>`, each part base64url */
  seal(text: Secret<string>, context: string): string;
  /** @throws ConsentryError `secret_unreadable`, `key_mismatch` (sealed under a master key that is not here) */
  open(sealed: string, context: string): Secret<string>;
}

const algorithm: CipherGCMTypes = 'aes-256-gcm';
const ivBytes = 12;
const tagBytes = 16;
const keyBytes = 32;
const format = '1';

/** @param keys the first one seals; all of them open */
export function createEnvelope(keys: readonly [MasterKey, ...MasterKey[]], random: Random): Envelope {
  for (const { id, key } of keys) {
    if (key.reveal().length !== keyBytes) throw new TypeError('a master key has 32 bytes');
    if (!/^[A-Za-z0-9_-]{1,64}$/.test(id)) throw new TypeError('a master key id is base64url');
  }
  const [sealing] = keys;

  const encrypt = (key: Uint8Array, plain: Uint8Array, context: string): Buffer => {
    const iv = random.bytes(ivBytes);
    const cipher = createCipheriv(algorithm, key, iv).setAAD(Buffer.from(context));
    const body = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([iv, body, cipher.getAuthTag()]);
  };

  return {
    seal(text, context) {
      const bound = `${format}.${sealing.id}.${context}`;
      const dataKey = random.bytes(keyBytes);
      const wrapped = encrypt(sealing.key.reveal(), dataKey, `key.${bound}`);
      const sealed = encrypt(dataKey, Buffer.from(text.reveal()), `text.${bound}`);
      dataKey.fill(0);
      return [format, sealing.id, wrapped.toString('base64url'), sealed.toString('base64url')].join('.');
    },

    open(sealed, context) {
      const [version, keyId, wrapped, body, ...rest] = sealed.split('.');
      if (version !== format || keyId === undefined || !wrapped || !body || rest.length > 0) {
        throw new ConsentryError('secret_unreadable');
      }
      const master = keys.find(({ id }) => id === keyId);
      if (master === undefined) {
        throw new ConsentryError('key_mismatch', {
          message: `The master key ${keyId} is needed and is not here.`,
          facts: { expectedKeyId: keyId },
        });
      }
      const bound = `${format}.${keyId}.${context}`;
      const dataKey = decrypt(master.key.reveal(), wrapped, `key.${bound}`);
      const plain = decrypt(dataKey, body, `text.${bound}`);
      dataKey.fill(0);
      return Secret.of(plain.toString('utf8'));
    },
  };
}

function decrypt(key: Uint8Array, text: string, context: string): Buffer {
  const bytes = Buffer.from(text, 'base64url');
  try {
    const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, ivBytes), { authTagLength: tagBytes })
      .setAAD(Buffer.from(context))
      .setAuthTag(bytes.subarray(-tagBytes));
    return Buffer.concat([decipher.update(bytes.subarray(ivBytes, -tagBytes)), decipher.final()]);
  } catch (cause) {
    throw new ConsentryError('secret_unreadable', { cause });
  }
}
