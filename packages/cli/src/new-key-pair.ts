import { chmod } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ConsentryError } from '@consentry/core';
import { createPrivateFile } from './private-file.ts';
import type { NewCertificate } from './rotation/make-certificate.ts';

/** Where the two halves of a credential of our own making go. */
export interface KeyPairFiles {
  /** For Microsoft and the broker. */
  readonly certificateFile: string;
  /** For the broker alone. */
  readonly privateKeyFile: string;
}

/**
 * Makes a key and its certificate, and writes both into new files. The files are made first, so that no key is made that has no
 * place.
 * @throws ConsentryError `usage`: one is there already, or cannot be made; both are one
 */
export async function writeNewKeyPair(
  { certificateFile, privateKeyFile }: KeyPairFiles,
  make: () => Promise<NewCertificate>,
): Promise<NewCertificate> {
  requireTwo({ certificateFile, privateKeyFile });
  await using keyFile = await createPrivateFile(privateKeyFile);
  await using certificate = await createPrivateFile(certificateFile);
  const made = await make();
  await keyFile.write(made.privateKey.reveal().trimEnd());
  await certificate.write(made.certificate.trimEnd());
  await chmod(certificateFile, 0o644);
  return made;
}

/** @throws ConsentryError `usage`: both are one file */
export function requireTwo({ certificateFile, privateKeyFile }: KeyPairFiles): void {
  if (resolve(certificateFile) !== resolve(privateKeyFile)) return;
  throw new ConsentryError('usage', {
    message: 'The key and its certificate cannot be in one file.',
    remedy:
      'Name another file for the certificate: --certificate-file, or of `app create` --certificate-out.',
  });
}
