import { dropKey, waitingPlaceOf } from './credential-pair.ts';
import { journalFileOf } from './journal.ts';
import type { RotationDeps } from './rotation-deps.ts';

/**
 * Removes the key of the certificate that is used no more, and what the rotation left beside the files. The journal goes last:
 * until then a further run finds what is left to do.
 * @param publicKey of the key that goes
 * @throws ConsentryError `usage`: a file cannot be written
 */
export async function cleanUp({ files, place }: RotationDeps, publicKey: string): Promise<void> {
  await dropKey(files, place, publicKey);
  const waiting = waitingPlaceOf(place);
  await files.remove(waiting.privateKeyFile);
  await files.remove(waiting.certificateFile);
  await files.remove(journalFileOf(place.privateKeyFile));
}
