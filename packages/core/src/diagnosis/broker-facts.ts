import type { TenantId } from '../ids.ts';
import type { Source } from '../posture/sources/source.ts';
import type { FoundApplication } from '../registration/found-registration.ts';

/** What a broker knows of itself. Instants are epoch milliseconds. */
export interface BrokerFacts {
  /** What does not work now, without which it is not ready. */
  readonly troubles: readonly { readonly part: string; readonly code: string; readonly remedy: string }[];
  /** + where the identity provider’s clock is before ours. Undefined until it was measured. */
  readonly clockDifferenceMs: number | undefined;
  readonly hasSigningKeys: boolean;
  readonly vault: Source<VaultFacts>;
  readonly credentials: readonly CredentialState[];
  /** Whether Microsoft could be asked about the credentials at all. */
  readonly credentialsAsked: Source<true>;
  /** What keeps their files from being taken up. */
  readonly credentialProblems: readonly {
    readonly name: string;
    readonly problem: string;
    readonly remedy: string;
  }[];
  readonly registration: Source<RegistrationFacts>;
  readonly wanted: NeededRegistration;
}

/** The vaults, after each was tried. */
export interface VaultFacts {
  /** Where new refresh tokens go. */
  readonly into: string;
  readonly configured: readonly string[];
  /** Grants whose refresh tokens lie in a vault that is not configured. */
  readonly outOfReach: number;
  /** Refresh tokens that wait in memory to be stored. */
  readonly waiting: number;
}

/** A credential of our application. */
export interface CredentialState {
  /** What the operator calls it: the setting. */
  readonly name: string;
  readonly kind: 'secret' | 'certificate';
  readonly expiresAt: number | undefined;
  readonly isRefused: boolean;
  readonly isAccepted: boolean;
}

/** Our registration, as Graph shows it in the tenant where it is. */
export interface RegistrationFacts {
  readonly application: Pick<
    FoundApplication,
    'audience' | 'redirectUris' | 'spaRedirectUris' | 'allowsPublicClients' | 'issuesIdTokens'
  >;
  /** The tenant in which it is registered. */
  readonly home: TenantId;
  /** Whether that is a partner of this broker. */
  readonly isHomePartner: boolean;
}

/** What the configuration of the broker needs of the registration. */
export interface NeededRegistration {
  readonly kind: 'partner' | 'vendor';
  readonly redirectUris: readonly string[];
  readonly needsIdTokens: boolean;
}
