import { type ClientCredential, ConsentryError, isConsentryError } from '@consentry/core';
import { type CredentialPlace, waitingPlaceOf } from './credential-pair.ts';
import type { IdentityProvider } from './identity-provider.ts';
import type { Rotation } from './journal.ts';

type Certificate = Extract<ClientCredential, { kind: 'certificate' }>;

interface Deps {
  readonly microsoft: IdentityProvider;
  readonly place: CredentialPlace;
}

interface Known {
  readonly objectId?: string | undefined;
  readonly oldKeyId?: string | undefined;
}

/**
 * Adds the new certificate to the registration; it is no mistake when it is there already.
 * @returns what the journal keeps of it
 * @throws ConsentryError `api_…`, `usage` (the object id is not known), those of the token endpoint
 */
export async function addToRegistration(
  { microsoft, place }: Deps,
  known: Known,
  { newThumbprint }: Rotation,
  { signer, added }: { readonly signer: Certificate; readonly added: Certificate },
): Promise<Pick<Rotation, 'objectId' | 'newKeyId'>> {
  const registration = microsoft.registration(signer);
  const found = await registration.find();
  const objectId = known.objectId ?? found?.objectId;
  if (objectId === undefined) throw unknownObject(byHand(place));
  const there = found?.keys.find(({ thumbprint }) => thumbprint === newThumbprint);
  if (there !== undefined) return { objectId, newKeyId: there.keyId };
  try {
    const newKeyId = await registration.addKey(objectId, added.certificate);
    return { objectId, ...(newKeyId !== undefined && { newKeyId }) };
  } catch (error) {
    if (isConsentryError(error, 'api_refused') && (await isAccepted(microsoft, added))) return { objectId };
    throw withRemedy(error, byHand(place));
  }
}

/**
 * Takes the new certificate out of the registration again; it is no mistake when it is not there.
 * @param target the certificate itself, to see where the registration may not be read whether it is there
 * @returns false where it is not seen that it is gone
 * @throws ConsentryError as {@link addToRegistration}
 */
export async function takeOutOfRegistration(
  { microsoft }: Pick<Deps, 'microsoft'>,
  key: {
    readonly thumbprint: string;
    readonly keyId: string | undefined;
    readonly objectId: string | undefined;
  },
  signer: Certificate,
  target: Certificate | undefined,
): Promise<boolean> {
  const remedy = `Remove the certificate ${key.thumbprint} at Microsoft by hand, and run the command again with --removed.`;
  const registration = microsoft.registration(signer);
  const found = await registration.find();
  const there = found?.keys.find(
    ({ thumbprint, keyId }) => thumbprint === key.thumbprint || keyId === key.keyId,
  );
  if (found !== undefined && there === undefined) {
    return key.keyId !== undefined || found.keys.every(({ thumbprint }) => thumbprint !== undefined);
  }
  const keyId = there?.keyId ?? key.keyId;
  const objectId = found?.objectId ?? key.objectId;
  const mayBeThere = target !== undefined && (await isAccepted(microsoft, target));
  if (keyId === undefined && !mayBeThere) return false;
  if (keyId === undefined) throw unknownKey(remedy);
  if (objectId === undefined) throw unknownObject(remedy);
  try {
    await registration.removeKey(objectId, keyId);
    return true;
  } catch (error) {
    // A run before this one removed it, and could not say so any more.
    if (isConsentryError(error, 'api_refused') && found === undefined && !mayBeThere) return false;
    throw withRemedy(error, remedy);
  }
}

/** Whether it was added before, by a run that could not say so any more. */
async function isAccepted(microsoft: IdentityProvider, certificate: Certificate): Promise<boolean> {
  try {
    await microsoft.prove(certificate);
    return true;
  } catch (error) {
    if (isConsentryError(error, 'client_credential')) return false;
    throw error;
  }
}

/**
 * Removes the old certificate from the registration; it is no mistake when it is gone already.
 * @throws ConsentryError as {@link addToRegistration}
 */
export async function removeFromRegistration(
  { microsoft }: Deps,
  known: Known,
  rotation: Rotation,
  signer: Certificate,
): Promise<void> {
  const registration = microsoft.registration(signer);
  const { oldThumbprint } = rotation;
  const remedy = `Remove the certificate ${oldThumbprint} at Microsoft by hand, and run the command again with --removed.`;
  const found = await registration.find();
  const objectId = known.objectId ?? rotation.objectId ?? found?.objectId;
  const there = found?.keys.find(({ thumbprint }) => thumbprint === oldThumbprint);
  const keyId = there?.keyId ?? known.oldKeyId;
  if (found !== undefined && keyId === undefined) {
    // Of a certificate with a name of somebody's own Graph does not show the thumbprint.
    if (found.keys.every(({ thumbprint }) => thumbprint !== undefined)) return;
    throw unknownKey(remedy);
  }
  if (objectId === undefined) throw unknownObject(remedy);
  if (keyId === undefined) throw unknownKey(remedy);
  try {
    await registration.removeKey(objectId, keyId);
  } catch (error) {
    throw withRemedy(error, remedy);
  }
}

/**
 * Looks whether somebody has removed a certificate from the registration, who says so.
 * @returns false where that cannot be seen
 * @throws ConsentryError `usage`: it is still there; `api_…`, those of the token endpoint
 */
export async function seesRemoved(
  { microsoft }: Pick<Deps, 'microsoft'>,
  { thumbprint, keyId }: { readonly thumbprint: string; readonly keyId?: string | undefined },
  signer: Certificate,
): Promise<boolean> {
  const found = await microsoft.registration(signer).find();
  if (found === undefined) return false;
  if (found.keys.some((key) => key.thumbprint === thumbprint || key.keyId === keyId)) {
    throw new ConsentryError('usage', {
      message: `The certificate ${thumbprint} is still there in the registration.`,
      remedy: 'Remove it at Microsoft, and run the command again. Or run it without --removed.',
    });
  }
  return keyId !== undefined || found.keys.every((key) => key.thumbprint !== undefined);
}

function byHand(place: CredentialPlace): string {
  return `Add ${waitingPlaceOf(place).certificateFile} to the registration at Microsoft by hand, and run the command again with --uploaded.`;
}

function unknownObject(remedy: string): ConsentryError {
  return new ConsentryError('usage', {
    message: 'Graph does not let the application read its own registration, so its object id is not known.',
    remedy: `Name it with --object-id. Or give the application the permission Application.Read.All. Or: ${remedy}`,
  });
}

function unknownKey(remedy: string): ConsentryError {
  return new ConsentryError('usage', {
    message: 'Graph does not show which key of the registration is the old certificate.',
    remedy: `Name it with --old-key-id: the portal calls it Certificate ID. Or: ${remedy}`,
  });
}

function withRemedy(error: unknown, remedy: string): unknown {
  if (!isConsentryError(error) || !error.code.startsWith('api_')) return error;
  return new ConsentryError(error.code, {
    message: `Graph refused the change of the registration. ${error.message}`,
    remedy: `Run the command again. If it is refused once more: ${remedy}`,
    facts: error.facts,
    cause: error,
  });
}
