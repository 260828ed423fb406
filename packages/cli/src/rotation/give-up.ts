import { ConsentryError } from '@consentry/core';
import { awaitBroker, stateOf } from './await-broker.ts';
import { cleanUp } from './clean-up.ts';
import { dropCertificate, listPairs } from './credential-pair.ts';
import { thumbprintOf } from './describe-certificate.ts';
import { type Rotation, rotationSteps, saveRotation } from './journal.ts';
import { seesRemoved, takeOutOfRegistration } from './registration-steps.ts';
import {
  type Certificate,
  findPair,
  type RotationDeps,
  type RotationOutcome,
  type RotationWishes,
} from './rotation-deps.ts';

/**
 * Takes a rotation back: the broker has the old certificate alone, and so has the registration. Begun once, a further run
 * finishes it. What the broker does meanwhile is answered by either of the two.
 * @throws ConsentryError `usage` (the old one is out of the files already, or is accepted no more), `credential_not_taken`,
 *   `api_…`, those of the token endpoint and of the broker
 */
export async function giveUp(
  wishes: RotationWishes,
  deps: RotationDeps,
  rotation: Rotation,
): Promise<RotationOutcome> {
  const { files, place, microsoft, note } = deps;
  const { oldThumbprint, newThumbprint } = rotation;
  const old = await getOld(deps, rotation);
  if (rotation.isGivenUp !== true) {
    note('Seeing that Microsoft accepts the old one …');
    await microsoft.prove(old);
    await saveRotation(files, place.privateKeyFile, { ...rotation, isGivenUp: true });
  }
  if (isAtLeast(rotation, 'accepted')) {
    note('Taking the new one out of the files, and waiting until the broker uses the old one …');
    await dropCertificate(files, place, newThumbprint);
    await awaitOld(wishes, deps, rotation);
  }
  const mayBeElsewhere = wishes.hasReplicas && isAtLeast(rotation, 'used');
  if (mayBeElsewhere && !wishes.everyReplicaUsesIt) {
    return { state: 'waits for the old one', oldThumbprint, newThumbprint };
  }
  note(`Removing the certificate ${newThumbprint} from the registration …`);
  const isUnseen = !(await isTakenOut(wishes, deps, rotation, old));
  await cleanUp(deps, rotation.newPublicKey);
  return { state: 'given up', oldThumbprint, newThumbprint, isUnseen };
}

/** @throws ConsentryError `usage`: it is too late */
async function getOld({ files, place }: RotationDeps, rotation: Rotation): Promise<Certificate> {
  const pairs = await listPairs(files, place);
  const old = pairs.find(({ certificate }) => thumbprintOf(certificate) === rotation.oldThumbprint);
  if (old !== undefined && !isAtLeast(rotation, 'dropped')) return { kind: 'certificate', ...old };
  throw new ConsentryError('usage', {
    message: `The old one, ${rotation.oldThumbprint}, was taken out of the files already.`,
    remedy: 'Run the command without --give-up: the broker has the new one, and the rotation is nearly over.',
  });
}

async function awaitOld(wishes: RotationWishes, deps: RotationDeps, rotation: Rotation): Promise<void> {
  await awaitBroker(
    { ...deps, application: wishes.application },
    (said) =>
      stateOf(said, rotation.oldThumbprint) === 'serving' &&
      stateOf(said, rotation.newThumbprint) === undefined,
    'go back to the old certificate',
  );
}

/** @returns false where it is not seen that the registration does not have it */
async function isTakenOut(
  wishes: RotationWishes,
  deps: RotationDeps,
  { newThumbprint: thumbprint, newKeyId: keyId, objectId }: Rotation,
  signer: Certificate,
): Promise<boolean> {
  if (wishes.isRemoved) return seesRemoved(deps, { thumbprint, keyId }, signer);
  const key = { thumbprint, keyId, objectId: wishes.objectId ?? objectId };
  return takeOutOfRegistration(deps, key, signer, await findPair(deps, thumbprint));
}

function isAtLeast({ step }: Rotation, other: Rotation['step']): boolean {
  return rotationSteps.indexOf(step) >= rotationSteps.indexOf(other);
}
