import { ConsentryError, isConsentryError } from '@consentry/core';
import { beginRotation } from './begin-rotation.ts';
import { cleanUp } from './clean-up.ts';
import { giveUp } from './give-up.ts';
import { findRotation, journalFileOf, type Rotation, saveRotation } from './journal.ts';
import type { RotationDeps, RotationOutcome, RotationWishes } from './rotation-deps.ts';
import { createSteps } from './rotation-steps.ts';

/**
 * Puts a new certificate in the place of the one by which the broker proves itself. After each step the journal says so: called
 * again after whatever interrupted it, it goes on where it was. At each instant the files of the broker hold a certificate that the
 * registration has. Where the new one is not accepted in time, or not taken up by the broker, all is as before.
 *
 * @throws ConsentryError `usage`, `client_credential` (the new one is not accepted), `credential_not_taken` (the broker does not
 *   use it), `api_…`, those of the token endpoint and of the broker; nothing is lost by any
 * @see docs/credentials.md
 */
export async function rotate(wishes: RotationWishes, deps: RotationDeps): Promise<RotationOutcome> {
  const { files, place } = deps;
  const lock = await files.lock(`${journalFileOf(place.privateKeyFile)}.lock`);
  try {
    return await rotateAlone(wishes, deps);
  } finally {
    await lock[Symbol.asyncDispose]();
  }
}

async function rotateAlone(wishes: RotationWishes, deps: RotationDeps): Promise<RotationOutcome> {
  const { files, place } = deps;
  const found = await findRotation(files, place.privateKeyFile);
  requireQuestions(wishes, found);
  if (found !== undefined && (found.application !== wishes.application || found.tenant !== wishes.tenant)) {
    throw otherRotation(deps);
  }
  if (found !== undefined && isGivingUp(wishes, found)) return giveUp(wishes, deps, found);
  return goOn(wishes, deps, found ?? (await beginRotation(wishes, deps)));
}

async function goOn(wishes: RotationWishes, deps: RotationDeps, from: Rotation): Promise<RotationOutcome> {
  const { files, place } = deps;
  const { oldThumbprint, newThumbprint } = from;
  const steps = createSteps(wishes, deps);
  let rotation = from;
  while (rotation.step !== 'removed') {
    if (rotation.step === 'used' && wishes.hasReplicas && !wishes.everyReplicaUsesIt) {
      return { state: 'waits', oldThumbprint, newThumbprint };
    }
    try {
      rotation = await steps[rotation.step](rotation);
    } catch (error) {
      throw isForGood(rotation, error) ? await takenBack(wishes, deps, rotation, error) : error;
    }
    await saveRotation(files, place.privateKeyFile, rotation);
  }
  await cleanUp(deps, rotation.oldPublicKey);
  return { state: 'finished', oldThumbprint, newThumbprint, isUnseen: rotation.isUnseen === true };
}

/**
 * Waiting was in vain, and nobody relies on the new one yet. What a person uploaded is not taken back by itself: Graph did not
 * let the application upload it, and may not let it be removed.
 */
function isForGood({ step, objectId }: Rotation, error: unknown): error is ConsentryError {
  if (objectId === undefined) return false;
  return step === 'uploaded'
    ? isConsentryError(error, 'client_credential')
    : step === 'installed' && isConsentryError(error, 'credential_not_taken');
}

async function takenBack(
  wishes: RotationWishes,
  deps: RotationDeps,
  rotation: Rotation,
  error: ConsentryError,
): Promise<ConsentryError> {
  const { code, facts, message } = error;
  try {
    await giveUp(wishes, deps, rotation);
  } catch (cause) {
    if (!isConsentryError(cause)) throw cause;
    return new ConsentryError(code, {
      message: `${message} The rotation could not be taken back: ${cause.message}`,
      remedy: `Run the command again: it takes it back. ${cause.remedy}`,
      facts,
      cause,
    });
  }
  return new ConsentryError(code, {
    message: `${message} The rotation was taken back: the broker and the registration have the old certificate alone.`,
    remedy: 'See to what is said here, and run the command again: it begins anew.',
    facts,
    cause: error,
  });
}

function isGivingUp(wishes: RotationWishes, found: Rotation): boolean {
  return wishes.giveUp || found.isGivenUp === true;
}

/** An answer that is given before its question would answer whatever comes in this run. @throws ConsentryError `usage` */
function requireQuestions(wishes: RotationWishes, found: Rotation | undefined): void {
  const { everyReplicaUsesIt, isRemoved } = wishes;
  if (wishes.giveUp && found === undefined) {
    throw new ConsentryError('usage', {
      message: 'No rotation is under way.',
      remedy: 'There is nothing to give up.',
    });
  }
  const asks = (step: Rotation['step']): boolean =>
    found !== undefined && (isGivingUp(wishes, found) ? found.isGivenUp === true : found.step === step);
  if (everyReplicaUsesIt && !asks('used')) throw noQuestion('--every-replica', found);
  if (isRemoved && !asks('retired')) throw noQuestion('--removed', found);
}

function noQuestion(option: string, found: Rotation | undefined): ConsentryError {
  const where = found === undefined ? 'no rotation is under way' : `the rotation is at ${found.step}`;
  return new ConsentryError('usage', {
    message: `${option} answers no question: ${where}.`,
    remedy: `Run the command without ${option}. It stops where it needs it.`,
  });
}

function otherRotation({ place }: RotationDeps): ConsentryError {
  return new ConsentryError('usage', {
    message: 'A rotation of another application, or in another tenant, is under way.',
    remedy: `See ${journalFileOf(place.privateKeyFile)}, and name the same --tenant.`,
  });
}
