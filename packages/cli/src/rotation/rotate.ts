import {
  type ClientCredential,
  type Clock,
  ConsentryError,
  isConsentryError,
  type Timer,
} from '@consentry/core';
import { awaitBroker, type AskBroker, stateOf } from './await-broker.ts';
import { awaitSettling, awaitUse, type AwaitUseDeps } from './await-use.ts';
import {
  type CredentialPlace,
  dropCertificate,
  dropKeys,
  listPairs,
  putFirst,
  waitingPlaceOf,
} from './credential-pair.ts';
import { thumbprintOf } from './describe-certificate.ts';
import type { IdentityProvider } from './identity-provider.ts';
import { findRotation, journalFileOf, type Rotation, type RotationStep, saveRotation } from './journal.ts';
import { makeCertificate } from './make-certificate.ts';
import { addToRegistration, removeFromRegistration, seesRemoved } from './registration-steps.ts';
import type { RotationFiles } from './rotation-files.ts';

export interface RotationWishes {
  readonly application: string;
  readonly tenant: string;
  /** Of the new certificate. */
  readonly lifetimeMs: number;
  readonly commonName: string;
  /** How long it may take until Microsoft accepts the new certificate. */
  readonly waitMs: number;
  /** How long both stay in the files once the broker got a token for the new one. */
  readonly settleMs: number;
  /** Others may use the old one: it is removed only once somebody has said that all use the new one. */
  readonly hasReplicas: boolean;
  readonly everyReplicaUsesIt: boolean;
  /** Of the registration, for one that may not be read. */
  readonly objectId?: string | undefined;
  /** Of the old key in the registration, for one that may not be read. */
  readonly oldKeyId?: string | undefined;
  /** A person has added the new certificate to the registration, or removed the old one. */
  readonly isUploaded: boolean;
  readonly isRemoved: boolean;
}

export interface RotationDeps {
  readonly place: CredentialPlace;
  readonly files: RotationFiles;
  readonly microsoft: IdentityProvider;
  readonly askBroker: AskBroker;
  /** Lets the broker get a token of its own application, in the tenant of the wishes. */
  readonly proveBroker: AskBroker;
  readonly clock: Clock;
  readonly timer: Timer;
  /** What is done now, for a person who waits. */
  note(text: string): void;
}

export interface RotationOutcome {
  /** `waits`: until somebody says that every replica uses the new one. */
  readonly state: 'finished' | 'waits';
  readonly oldThumbprint: string;
  readonly newThumbprint: string;
  /** A person says that the certificate was removed from the registration, and it may not be read. */
  readonly isUnseen?: boolean;
}

type Certificate = Extract<ClientCredential, { kind: 'certificate' }>;
type Step = (rotation: Rotation) => Promise<Rotation>;

/**
 * Puts a new certificate in the place of the one by which the broker proves itself. After each step the journal says so: called
 * again after whatever interrupted it, it goes on where it was. At each instant the files of the broker hold a certificate that the
 * registration has.
 *
 * @throws ConsentryError `usage`, `client_credential` (the new one is not accepted yet), `credential_not_taken` (the broker does not
 *   use it), `api_…`, those of the token endpoint and of the broker; nothing is lost by any
 * @see docs/credentials.md
 */
export async function rotate(wishes: RotationWishes, deps: RotationDeps): Promise<RotationOutcome> {
  const { files, place } = deps;
  const steps = createSteps(wishes, deps);
  const found = await findRotation(files, place.privateKeyFile);
  requireQuestions(wishes, found);
  let rotation = found ?? (await begin(wishes, deps));
  if (rotation.application !== wishes.application || rotation.tenant !== wishes.tenant)
    throw otherRotation(deps);
  const { oldThumbprint, newThumbprint } = rotation;
  while (rotation.step !== 'removed') {
    if (rotation.step === 'used' && wishes.hasReplicas && !wishes.everyReplicaUsesIt) {
      return { state: 'waits', oldThumbprint, newThumbprint };
    }
    rotation = await steps[rotation.step](rotation);
    await saveRotation(files, place.privateKeyFile, rotation);
  }
  await cleanUp(deps);
  return { state: 'finished', oldThumbprint, newThumbprint, isUnseen: rotation.isUnseen === true };
}

/** What follows upon each step. */
function createSteps(
  wishes: RotationWishes,
  deps: RotationDeps,
): Readonly<Record<Exclude<RotationStep, 'removed'>, Step>> {
  const { place, files, microsoft, note } = deps;
  const getNew = ({ newThumbprint }: Rotation): Promise<Certificate> => getPair(deps, newThumbprint);
  const broker = { ...deps, application: wishes.application };
  return {
    async made(rotation) {
      note(`Adding the certificate ${rotation.newThumbprint} to the registration …`);
      const pairs = { signer: await getPair(deps, rotation.oldThumbprint), added: await getNew(rotation) };
      const added = wishes.isUploaded ? {} : await addToRegistration(deps, wishes, rotation, pairs);
      return { ...rotation, ...added, step: 'uploaded' };
    },
    async uploaded(rotation) {
      note('Waiting until Microsoft accepts it …');
      await awaitAcceptance(microsoft, await getNew(rotation), deps.timer, wishes.waitMs);
      return { ...rotation, step: 'accepted' };
    },
    async accepted(rotation) {
      note('Writing it into the files of the broker, in front of the old one …');
      await putFirst(files, place, await getNew(rotation), stamp(deps));
      return { ...rotation, step: 'installed' };
    },
    async installed(rotation) {
      note('Waiting until the broker uses it …');
      await awaitUse(useDeps(broker, rotation), rotation.newThumbprint);
      return { ...rotation, step: 'used' };
    },
    used: async (rotation) => ({ ...rotation, settlesFrom: instantOf(deps), step: 'everywhere' }),
    async everywhere(rotation) {
      note('Letting it settle: a tenant that does not know it yet is served by the old one …');
      await awaitSettling(useDeps(broker, rotation), rotation.newThumbprint, {
        from: Date.parse(rotation.settlesFrom ?? ''),
        settleMs: wishes.settleMs,
        begins: (at) =>
          saveRotation(files, place.privateKeyFile, {
            ...rotation,
            settlesFrom: new Date(at).toISOString(),
          }),
      });
      note('Taking the old one out of the files …');
      await dropCertificate(files, place, rotation.oldThumbprint);
      return { ...rotation, step: 'dropped' };
    },
    async dropped(rotation) {
      note('Waiting until the broker uses the old one for nothing any more …');
      await awaitBroker(
        broker,
        (said) =>
          stateOf(said, rotation.newThumbprint) === 'serving' &&
          stateOf(said, rotation.oldThumbprint) === undefined,
        'leave the old certificate',
      );
      return { ...rotation, step: 'retired' };
    },
    async retired(rotation) {
      note(`Removing the certificate ${rotation.oldThumbprint} from the registration …`);
      const signer = await getNew(rotation);
      if (!wishes.isRemoved) {
        await removeFromRegistration(deps, wishes, rotation, signer);
        return { ...rotation, step: 'removed' };
      }
      const sought = { thumbprint: rotation.oldThumbprint, keyId: wishes.oldKeyId };
      const isSeen = await seesRemoved(deps, sought, signer);
      return { ...rotation, ...(!isSeen && { isUnseen: true }), step: 'removed' };
    },
  };
}

/** An answer that is given before its question would answer whatever comes in this run. @throws ConsentryError `usage` */
function requireQuestions(wishes: RotationWishes, found: Rotation | undefined): void {
  const { everyReplicaUsesIt, isRemoved } = wishes;
  if (everyReplicaUsesIt && found?.step !== 'used') throw noQuestion('--every-replica', found);
  if (isRemoved && found?.step !== 'retired') throw noQuestion('--removed', found);
}

function noQuestion(option: string, found: Rotation | undefined): ConsentryError {
  const where = found === undefined ? 'no rotation is under way' : `the rotation is at ${found.step}`;
  return new ConsentryError('usage', {
    message: `${option} answers no question: ${where}.`,
    remedy: `Run the command without ${option}. It stops where it needs it.`,
  });
}

async function begin(wishes: RotationWishes, deps: RotationDeps): Promise<Rotation> {
  const { files, place, clock } = deps;
  const [old] = await listPairs(files, place);
  if (old === undefined) throw noCertificate(place);
  const now = clock.now();
  const { commonName, lifetimeMs, application, tenant } = wishes;
  deps.note('Making a key and a certificate …');
  const made = await makeCertificate({ commonName, now, lifetimeMs });
  const waiting = waitingPlaceOf(place);
  // What an interrupted beginning left there was in no journal, and so in no registration.
  await files.remove(waiting.certificateFile);
  await files.remove(waiting.privateKeyFile);
  await putFirst(files, waiting, made, stamp(deps));
  const rotation: Rotation = {
    version: 1,
    step: 'made',
    startedAt: new Date(now).toISOString(),
    application,
    tenant,
    oldThumbprint: thumbprintOf(old.certificate),
    newThumbprint: thumbprintOf(made.certificate),
  };
  await saveRotation(files, place.privateKeyFile, rotation);
  return rotation;
}

/** The journal goes last: until then a further run finds what is left to do. */
async function cleanUp({ files, place }: RotationDeps): Promise<void> {
  await dropKeys(files, place);
  const waiting = waitingPlaceOf(place);
  await files.remove(waiting.privateKeyFile);
  await files.remove(waiting.certificateFile);
  await files.remove(journalFileOf(place.privateKeyFile));
}

/** One answer comes from one of many machines at Microsoft: it speaks for the others once it was the same a few times. */
const acceptancesWanted = 3;
const tryEveryMs = 5_000;

/** @throws ConsentryError `client_credential`: it was not accepted in this time */
async function awaitAcceptance(
  microsoft: IdentityProvider,
  certificate: Certificate,
  timer: Timer,
  waitMs: number,
): Promise<void> {
  const beganAt = timer.elapsed();
  for (let accepted = 0; accepted < acceptancesWanted; ) {
    try {
      await microsoft.prove(certificate);
      accepted += 1;
    } catch (error) {
      if (!isConsentryError(error, 'client_credential')) throw error;
      if (timer.elapsed() - beganAt >= waitMs) throw notAccepted(error);
      accepted = 0;
    }
    if (accepted < acceptancesWanted) await timer.wait(tryEveryMs);
  }
}

/** A broker begins with a certificate anew when its file changes. */
function useDeps(
  deps: RotationDeps & { readonly application: string },
  { newThumbprint }: Rotation,
): AwaitUseDeps {
  const { files, place } = deps;
  return {
    ...deps,
    beginAnew: async () => putFirst(files, place, await getPair(deps, newThumbprint), stamp(deps)),
  };
}

/** From the files of the broker, or from where it waits. @throws ConsentryError `usage`: it is gone */
async function getPair({ files, place }: RotationDeps, thumbprint: string): Promise<Certificate> {
  const pairs = [...(await listPairs(files, place)), ...(await listPairs(files, waitingPlaceOf(place)))];
  const found = pairs.find(({ certificate }) => thumbprintOf(certificate) === thumbprint);
  if (found !== undefined) return { kind: 'certificate', ...found };
  throw new ConsentryError('usage', {
    message: `The certificate ${thumbprint} of the rotation that is under way is not in its files any more.`,
    remedy: `Put it back. Or give the rotation up: remove ${journalFileOf(place.privateKeyFile)}, and at Microsoft the certificate that no broker uses.`,
  });
}

function stamp(deps: RotationDeps): string {
  return `# Written by consentry credential rotate, ${instantOf(deps)}`;
}

function instantOf({ clock }: RotationDeps): string {
  return new Date(clock.now()).toISOString();
}

function noCertificate({ certificateFile }: CredentialPlace): ConsentryError {
  return new ConsentryError('usage', {
    message: `There is no certificate with its key in ${certificateFile}.`,
    remedy: 'See `consentry credential create`, and docs/credentials.md.',
  });
}

function otherRotation({ place }: RotationDeps): ConsentryError {
  return new ConsentryError('usage', {
    message: 'A rotation of another application, or in another tenant, is under way.',
    remedy: `See ${journalFileOf(place.privateKeyFile)}, and name the same --tenant.`,
  });
}

function notAccepted(error: ConsentryError): ConsentryError {
  return new ConsentryError('client_credential', {
    message: 'Microsoft does not accept the new certificate yet. The broker goes on with the old one.',
    remedy:
      'It takes some minutes to spread. Run the command again: it goes on from here. See at Microsoft that the registration has it.',
    facts: error.facts,
    cause: error,
  });
}
