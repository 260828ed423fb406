import { ConsentryError } from '@consentry/core';
import type { RotationFiles } from './rotation-files.ts';

/**
 * What is done already. `made`: the new certificate and its key are there. `uploaded`: the registration has it. `accepted`: the
 * token endpoint takes it. `installed`: the broker's files have it first, the old one behind it. `used`: the broker got a token
 * for it. `everywhere`: so did every replica, and it settles. `dropped`: the files have the old one no more. `retired`: nothing is
 * under way with it. `removed`: the registration has it no more.
 */
export const rotationSteps = [
  'made',
  'uploaded',
  'accepted',
  'installed',
  'used',
  'everywhere',
  'dropped',
  'retired',
  'removed',
] as const;
export type RotationStep = (typeof rotationSteps)[number];

/** A rotation that is under way, as its journal has it. No secret is in it. */
export interface Rotation {
  readonly version: 1;
  readonly step: RotationStep;
  /** RFC 3339. */
  readonly startedAt: string;
  readonly application: string;
  /** Where the application is registered. */
  readonly tenant: string;
  /** Thumbprints, SHA-1 in hexadecimal. */
  readonly oldThumbprint: string;
  readonly newThumbprint: string;
  /** Of the two keys, as `publicKeyOf` says it. */
  readonly oldPublicKey: string;
  readonly newPublicKey: string;
  /** Of the registration, and of the new key in it, where Graph said it. */
  readonly objectId?: string;
  readonly newKeyId?: string;
  /** It is being taken back. */
  readonly isGivenUp?: true;
  /** A person says that the old key was removed, and nobody could look. */
  readonly isUnseen?: true;
  /** From when on it settles, RFC 3339. */
  readonly settlesFrom?: string;
}

/** Beside the private key, for its owner alone. */
export function journalFileOf(privateKeyFile: string): string {
  return `${privateKeyFile}.rotation`;
}

/** @throws ConsentryError `usage`: it is there and cannot be read */
export async function findRotation(
  files: RotationFiles,
  privateKeyFile: string,
): Promise<Rotation | undefined> {
  const path = journalFileOf(privateKeyFile);
  const text = await files.read(path);
  if (text === undefined) return undefined;
  const found = parse(text);
  if (isRotation(found)) return found;
  throw new ConsentryError('usage', {
    message: `The journal ${path} is not one of this version.`,
    remedy:
      'Finish the rotation with the version that began it. Or compare the thumbprints of the certificate file with the registration at Microsoft, and remove the journal.',
  });
}

export async function saveRotation(
  files: RotationFiles,
  privateKeyFile: string,
  rotation: Rotation,
): Promise<void> {
  await files.write(journalFileOf(privateKeyFile), `${JSON.stringify(rotation, undefined, 2)}\n`, 0o600);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const thumbprint = /^[0-9A-F]{40}$/;
const publicKey = /^[0-9a-f]{64}$/;

function isRotation(value: unknown): value is Rotation {
  if (typeof value !== 'object' || value === null) return false;
  const { version, step, oldThumbprint, newThumbprint, ...rest } = value as Record<string, unknown>;
  const texts = [
    rest['startedAt'],
    rest['application'],
    rest['tenant'],
    rest['objectId'] ?? '',
    rest['newKeyId'] ?? '',
    rest['settlesFrom'] ?? '',
  ];
  return (
    version === 1 &&
    rotationSteps.some((known) => known === step) &&
    [oldThumbprint, newThumbprint].every((one) => typeof one === 'string' && thumbprint.test(one)) &&
    [rest['oldPublicKey'], rest['newPublicKey']].every(
      (one) => typeof one === 'string' && publicKey.test(one),
    ) &&
    texts.every((text) => typeof text === 'string')
  );
}
