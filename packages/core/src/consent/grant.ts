import type { ApplicationId, ObjectId, TenantId } from '../ids.ts';
import type { Secret } from '../secret.ts';
import type { PartnerKind } from './partner-kind.ts';

/**
 * How multi-factor authentication was established. `confirmed`: the access token just received said `mfa` in
 * `amr`, or Partner Center confirmed it. `overridden`: it could not be told, and an operator had allowed that.
 */
export type MfaEvidence = 'confirmed' | 'overridden';

/** What consent gave us. It exists in memory only, between the answer of the token endpoint and the vault. */
export interface Grant {
  /** The tenant of the account that consented, from its signed id_token. */
  readonly partner: TenantId;
  /** The account, in the partner's tenant. Identity is tenant and object id, never a name. */
  readonly subject: ObjectId;
  /** As the operator said. A reseller’s grant gives tokens for Graph in its own tenant, and no others. Undefined where nobody said. */
  readonly partnerKind?: PartnerKind | undefined;
  /** For people to read. It proves nothing. */
  readonly username: string | undefined;
  readonly displayName: string | undefined;
  /** The application that the refresh token is bound to. */
  readonly application: ApplicationId;
  readonly scopes: readonly string[];
  /** How the account signed in, as the access token said it; empty if it did not say. */
  readonly amr: readonly string[];
  readonly mfa: MfaEvidence;
  /** Epoch milliseconds. */
  readonly consentedAt: number;
  /** Template ids of the account’s directory roles, as the access token said them; empty if it did not say. Not kept. */
  readonly directoryRoles: readonly string[];
  readonly refreshToken: Secret<string>;
}
