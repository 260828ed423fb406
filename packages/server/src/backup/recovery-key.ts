import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { ConsentryError, Secret } from '@consentry/core';
import { readPrivateFile } from '../stores/read-private-file.ts';
import { rawPublicKey } from './raw-public-key.ts';

/** The half of a recovery key that seals backups. It opens none, so it may lie on every machine. */
export interface RecoveryPublicKey {
  /** Tells of which key it is. */
  readonly id: string;
  /** PEM. */
  readonly key: string;
}

/** The half that opens them. It belongs on no machine that a broker runs on. */
export interface RecoveryKey {
  readonly id: string;
  /** PEM. */
  readonly key: Secret<string>;
}

/** A new recovery key on X25519 (RFC 7748), as PEM: what opens as PKCS #8, what seals as SubjectPublicKeyInfo. */
export function createRecoveryKey(): {
  readonly id: string;
  readonly opens: Secret<string>;
  readonly seals: string;
} {
  const { privateKey, publicKey } = generateKeyPairSync('x25519');
  return {
    id: idOf(publicKey),
    opens: Secret.of(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    seals: publicKey.export({ type: 'spki', format: 'pem' }),
  };
}

/** Reads the half that seals. Undefined for what is none; the half that opens is none either. */
export function readRecoveryPublicKey(text: string): RecoveryPublicKey | undefined {
  // Node would take the public half of a private key: that one must not lie here.
  if (!/^-----BEGIN PUBLIC KEY-----\r?\n/.test(text.trimStart())) return undefined;
  try {
    const key = createPublicKey(text);
    return key.asymmetricKeyType === 'x25519' ? { id: idOf(key), key: text } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Reads the file with the half that opens.
 * @throws ConsentryError `usage` when there is no such file, or it holds none; `invalid_configuration` when others may read it
 */
export function readRecoveryKeyFile(file: string): RecoveryKey {
  const text = readPrivateFile(file);
  const key = text === undefined ? undefined : readPrivate(text);
  if (text !== undefined && key !== undefined)
    return { id: idOf(createPublicKey(key)), key: Secret.of(text) };
  throw new ConsentryError('usage', {
    message: text === undefined ? `There is no file ${file}.` : `${file} holds no recovery key.`,
    remedy: 'Name the file that `consentry recovery-key create` has made, not the one that ends in .pub.',
  });
}

function readPrivate(text: string): KeyObject | undefined {
  try {
    const key = createPrivateKey(text);
    return key.asymmetricKeyType === 'x25519' ? key : undefined;
  } catch {
    return undefined;
  }
}

function idOf(key: KeyObject): string {
  const hash = createHash('sha256')
    .update('consentry recovery key id\0')
    .update(rawPublicKey(key))
    .digest('base64url');
  return `rk_${hash.slice(0, 16)}`;
}
