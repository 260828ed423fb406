import { awaitAcceptance } from './await-acceptance.ts';
import { awaitBroker, stateOf } from './await-broker.ts';
import { type AwaitUseDeps, awaitSettling, awaitUse } from './await-use.ts';
import { dropCertificate, putFirst } from './credential-pair.ts';
import { type Rotation, type RotationStep, saveRotation } from './journal.ts';
import { addToRegistration, removeFromRegistration, seesRemoved } from './registration-steps.ts';
import {
  type Certificate,
  getPair,
  instantOf,
  type RotationDeps,
  type RotationWishes,
  stampOf,
} from './rotation-deps.ts';

type Step = (rotation: Rotation) => Promise<Rotation>;

/** What follows upon each step: each gives the journal's next state, and may be run again. */
export function createSteps(
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
      await putFirst(files, place, await getNew(rotation), stampOf(deps));
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

/** A broker begins with a certificate anew when its file changes. */
function useDeps(
  deps: RotationDeps & { readonly application: string },
  { newThumbprint }: Rotation,
): AwaitUseDeps {
  const { files, place } = deps;
  return {
    ...deps,
    beginAnew: async () => putFirst(files, place, await getPair(deps, newThumbprint), stampOf(deps)),
  };
}
