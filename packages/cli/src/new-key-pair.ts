import { chmod } from 'node:fs/promises';
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
 * @throws ConsentryError `usage`: one is there already, or cannot be made
 */
export async function writeNewKeyPair(
  { certificateFile, privateKeyFile }: KeyPairFiles,
  make: () => Promise<NewCertificate>,
): Promise<NewCertificate> {
  await using keyFile = await createPrivateFile(privateKeyFile);
  await using certificate = await createPrivateFile(certificateFile);
  const made = await make();
  await keyFile.write(made.privateKey.reveal().trimEnd());
  await certificate.write(made.certificate.trimEnd());
  await chmod(certificateFile, 0o644);
  return made;
}
