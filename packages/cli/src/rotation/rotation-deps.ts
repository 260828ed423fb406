import { type ClientCredential, type Clock, ConsentryError, type Timer } from '@consentry/core';
import type { AskBroker } from './await-broker.ts';
import { type CredentialPlace, listPairs, waitingPlaceOf } from './credential-pair.ts';
import { thumbprintOf } from './describe-certificate.ts';
import type { IdentityProvider } from './identity-provider.ts';
import { journalFileOf } from './journal.ts';
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
  /** The old certificate is to be the only one again. */
  readonly giveUp: boolean;
  /** Certificates of the same application that open its Key Vault by files of their own: the broker reads those at its start alone. */
  readonly vaultThumbprints: readonly string[];
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
  /** `waits`: until somebody says that every replica uses the new one; `waits for the old one`: that, where it is given up. */
  readonly state: 'finished' | 'waits' | 'waits for the old one' | 'given up';
  readonly oldThumbprint: string;
  readonly newThumbprint: string;
  /** A person says that the certificate was removed from the registration, and it may not be read. */
  readonly isUnseen?: boolean;
}

export type Certificate = Extract<ClientCredential, { kind: 'certificate' }>;

/** From the files of the broker, or from where it waits. Undefined: it is in neither. */
export async function findPair(
  { files, place }: RotationDeps,
  thumbprint: string,
): Promise<Certificate | undefined> {
  const pairs = [...(await listPairs(files, place)), ...(await listPairs(files, waitingPlaceOf(place)))];
  const found = pairs.find(({ certificate }) => thumbprintOf(certificate) === thumbprint);
  return found && { kind: 'certificate', ...found };
}

/** As {@link findPair}. @throws ConsentryError `usage`: it is gone */
export async function getPair(deps: RotationDeps, thumbprint: string): Promise<Certificate> {
  const found = await findPair(deps, thumbprint);
  if (found !== undefined) return found;
  throw new ConsentryError('usage', {
    message: `The certificate ${thumbprint} of the rotation that is under way is not in its files any more.`,
    remedy: `Put it back. Or give the rotation up with --give-up. Where that is not possible: remove ${journalFileOf(deps.place.privateKeyFile)}, and at Microsoft the certificate that no broker uses.`,
  });
}

/** A line for a file that is written. */
export function stampOf(deps: RotationDeps): string {
  return `# Written by consentry credential rotate, ${instantOf(deps)}`;
}

/** Now, RFC 3339. */
export function instantOf({ clock }: RotationDeps): string {
  return new Date(clock.now()).toISOString();
}
