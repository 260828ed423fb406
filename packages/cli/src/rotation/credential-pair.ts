import {
  ConsentryError,
  listCertificateBlocks,
  listKeyBlocks,
  Secret,
  splitCredential,
} from '@consentry/core';
import { publicKeyOf, thumbprintOf } from './describe-certificate.ts';
import type { NewCertificate } from './make-certificate.ts';
import type { RotationFiles } from './rotation-files.ts';

/** The two files of the broker's first credential; they may be one. */
export interface CredentialPlace {
  readonly certificateFile: string;
  readonly privateKeyFile: string;
}

/** The new certificate, until the broker's files have it. */
export function waitingPlaceOf({ certificateFile, privateKeyFile }: CredentialPlace): CredentialPlace {
  return { certificateFile: `${certificateFile}.next.pem`, privateKeyFile: `${privateKeyFile}.next.key` };
}

/** The certificates of a place that have their keys there, in their order. */
export async function listPairs(
  files: RotationFiles,
  place: CredentialPlace,
): Promise<readonly NewCertificate[]> {
  const [certificate, key] = await Promise.all([
    files.read(place.certificateFile),
    files.read(place.privateKeyFile),
  ]);
  if (certificate === undefined || key === undefined) return [];
  const privateKey = Secret.of(key);
  return splitCredential({ kind: 'certificate', certificate, privateKey }).flatMap((one) =>
    one.kind === 'certificate' ? [one] : [],
  );
}

/**
 * Puts a certificate in front of those that are there. The keys come first: at each instant each certificate of the file has its key.
 * @param stamp a line that makes the file another one, also where its certificates are the same
 */
export async function putFirst(
  files: RotationFiles,
  place: CredentialPlace,
  { certificate, privateKey }: NewCertificate,
  stamp: string,
): Promise<void> {
  const keys = listKeyBlocks(privateKey.reveal());
  await rewrite(files, place.privateKeyFile, { keys: (there) => unique([...there, ...keys]) });
  const [first = certificate] = listCertificateBlocks(certificate);
  await rewrite(files, place.certificateFile, {
    certificates: (there) => [first, ...there.filter((one) => one !== first)],
    stamp,
  });
}

/** Takes a certificate away. Its key stays until {@link dropKey}. */
export async function dropCertificate(
  files: RotationFiles,
  { certificateFile }: CredentialPlace,
  thumbprint: string,
): Promise<void> {
  await rewrite(files, certificateFile, {
    certificates: (there) => there.filter((one) => thumbprintOf(one) !== thumbprint),
  });
}

/** Takes one key away, unless a certificate of the place still needs it. What is not this key stays, whatever it is for. */
export async function dropKey(
  files: RotationFiles,
  place: CredentialPlace,
  publicKey: string,
): Promise<void> {
  const certificate = (await files.read(place.certificateFile)) ?? '';
  const isNeeded = listCertificateBlocks(certificate).some((one) => findPublicKey(one) === publicKey);
  if (isNeeded) return;
  await rewrite(files, place.privateKeyFile, {
    keys: (there) => there.filter((key) => findPublicKey(key) !== publicKey),
  });
}

/** @throws ConsentryError `usage`: there is something in the files that would be lost when they are written anew */
export async function requireKnownBlocks(files: RotationFiles, place: CredentialPlace): Promise<void> {
  for (const file of new Set([place.certificateFile, place.privateKeyFile])) {
    const text = (await files.read(file)) ?? '';
    const known = listCertificateBlocks(text).length + listKeyBlocks(text).length;
    if ((text.match(/-----BEGIN /g) ?? []).length === known) continue;
    throw new ConsentryError('usage', {
      message: `The file ${file} holds something other than certificates and unencrypted keys, PKCS#8 or RSA.`,
      remedy: 'Keep it elsewhere: this file is written anew by a rotation.',
    });
  }
}

interface Change {
  readonly certificates?: (there: readonly string[]) => readonly string[];
  readonly keys?: (there: readonly string[]) => readonly string[];
  readonly stamp?: string;
}

const same = (there: readonly string[]): readonly string[] => there;

/** Certificates and keys may stand in one file: what is not to change is written as it was found. */
async function rewrite(files: RotationFiles, file: string, change: Change): Promise<void> {
  const { certificates = same, keys = same, stamp } = change;
  const text = (await files.read(file)) ?? '';
  const blocks = [...certificates(listCertificateBlocks(text)), ...keys(listKeyBlocks(text))];
  await files.write(file, [...(stamp === undefined ? [] : [stamp]), ...blocks, ''].join('\n'), 0o600);
}

function findPublicKey(pem: string): string | undefined {
  try {
    return publicKeyOf(pem);
  } catch {
    // Nobody can use it; it is not ours.
    return undefined;
  }
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
