import type { TenantId } from '../ids.ts';
import type { Facts } from '../errors.ts';
import type { ErrorCode } from '../error-table.ts';
import type { Memberships } from '../posture/policy-reach.ts';
import type { Source } from '../posture/sources/source.ts';
import type { AccessPolicy } from '../posture/sources/sources.ts';
import type { SealedGrant } from '../vault/grant-store.ts';

/** What is looked at of a grant. Nothing secret. */
export type ForecastGrant = Pick<
  SealedGrant,
  | 'id'
  | 'subject'
  | 'application'
  | 'state'
  | 'stateReason'
  | 'stateSince'
  | 'stateEvidence'
  | 'consentedAt'
  | 'sealedAt'
>;

/** A credential of our application. */
export interface CredentialFacts {
  readonly name: string;
  /** Epoch milliseconds. Undefined: of a secret whose end nobody said. */
  readonly expiresAt: number | undefined;
  /** The identity provider refuses it already. */
  readonly isRefused: boolean;
}

/** A GDAP relationship that is in force, or was a week ago, as Graph told of it. */
export interface RelationshipFacts {
  readonly id: string;
  readonly customer: TenantId;
  readonly customerName: string | undefined;
  /** Epoch milliseconds. Undefined where it goes on by itself, or Graph names no end. */
  readonly endsAt: number | undefined;
}

/** Policies in force that want a new sign-in after a while, and who is in the groups and roles that they name. */
export interface FrequencyFacts {
  readonly policies: readonly AccessPolicy[];
  readonly memberships: Memberships;
}

/** The last time the partner’s own tenant refused a grant without a word of its being dead. */
export interface RefusalFacts {
  readonly code: ErrorCode;
  /** Microsoft’s number and ids. */
  readonly evidence: Facts;
  /** Epoch milliseconds: when it was refused so first, and last. */
  readonly since: number;
  readonly seenAt: number;
}

/** What Graph tells of what ends. Each by itself: one that cannot be read does not hide the other. */
export interface ForecastSources {
  readonly frequencies: Source<FrequencyFacts>;
  readonly relationships: Source<readonly RelationshipFacts[]>;
}

/** All that the end of one grant follows from. */
export interface GrantEndFacts extends ForecastSources {
  readonly grant: ForecastGrant;
  readonly refusal: RefusalFacts | undefined;
  /** Our application. A grant that is bound to another has no credential. */
  readonly application: ForecastGrant['application'];
  readonly credentials: readonly CredentialFacts[];
}
