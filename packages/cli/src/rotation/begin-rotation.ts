import { ConsentryError } from '@consentry/core';
import {
  type CredentialPlace,
  listPairs,
  putFirst,
  requireKnownBlocks,
  waitingPlaceOf,
} from './credential-pair.ts';
import { publicKeyOf, thumbprintOf } from './describe-certificate.ts';
import { type Rotation, saveRotation } from './journal.ts';
import { makeCertificate } from './make-certificate.ts';
import { type RotationDeps, type RotationWishes, stampOf } from './rotation-deps.ts';

/**
 * Makes the new certificate beside the files of the broker, and begins a journal. Neither the broker nor Microsoft notices.
 * @throws ConsentryError `usage`: there is nothing that could be rotated, or something that a rotation would destroy
 */
export async function beginRotation(wishes: RotationWishes, deps: RotationDeps): Promise<Rotation> {
  const { files, place, clock } = deps;
  const [old] = await listPairs(files, place);
  if (old === undefined) throw noCertificate(place);
  const oldThumbprint = thumbprintOf(old.certificate);
  if (wishes.vaultThumbprints.includes(oldThumbprint)) throw opensVault();
  await requireKnownBlocks(files, place);
  const now = clock.now();
  const { commonName, lifetimeMs, application, tenant } = wishes;
  deps.note('Making a key and a certificate …');
  const made = await makeCertificate({ commonName, now, lifetimeMs });
  const waiting = waitingPlaceOf(place);
  // What an interrupted beginning left there was in no journal, and so in no registration.
  await files.remove(waiting.certificateFile);
  await files.remove(waiting.privateKeyFile);
  await putFirst(files, waiting, made, stampOf(deps));
  const rotation: Rotation = {
    version: 1,
    step: 'made',
    startedAt: new Date(now).toISOString(),
    application,
    tenant,
    oldThumbprint,
    newThumbprint: thumbprintOf(made.certificate),
    oldPublicKey: publicKeyOf(old.certificate),
    newPublicKey: publicKeyOf(made.certificate),
  };
  await saveRotation(files, place.privateKeyFile, rotation);
  return rotation;
}

function noCertificate({ certificateFile }: CredentialPlace): ConsentryError {
  return new ConsentryError('usage', {
    message: `There is no certificate with its key in ${certificateFile}.`,
    remedy: 'See `consentry credential create`, and docs/credentials.md.',
  });
}

function opensVault(): ConsentryError {
  return new ConsentryError('usage', {
    message:
      'The certificate also opens the Key Vault, by files that the broker reads at its start alone: the vault would be shut.',
    remedy:
      'Leave keyVault.certificateFile and keyVault.privateKeyFile out of the configuration: then the vault is opened by the credential of the application. Restart the broker, and run the command again.',
  });
}
