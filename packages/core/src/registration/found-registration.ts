import type { JsonObject } from '../http/read-json.ts';
import type { ApplicationId } from '../ids.ts';

/**
 * Input: Graph in one tenant, in the name of an account that may read applications. Output: what stands there of one application,
 * the difference from what is wanted, the steps that remove it, and what became of each. Called by the command `app`. Trusts
 * nothing of names: they are anybody's text, and no decision is made by one.
 */

/** An app registration as its tenant has it. */
export interface FoundApplication {
  readonly objectId: string;
  readonly appId: ApplicationId;
  /** Anybody's text. */
  readonly displayName: string;
  /** `AzureADMultipleOrgs` for any organisation, `AzureADMyOrg` for its own tenant alone. */
  readonly audience: string;
  /** Of the platform Web. */
  readonly redirectUris: readonly string[];
  /** Of the platform Single-page application: refresh tokens live a day. */
  readonly spaRedirectUris: readonly string[];
  /** Of the platform Mobile and desktop: no credential is asked for. */
  readonly publicRedirectUris: readonly string[];
  readonly allowsPublicClients: boolean;
  readonly issuesIdTokens: boolean;
  readonly issuesAccessTokens: boolean;
  readonly access: readonly RequiredAccess[];
  readonly certificates: readonly FoundCertificate[];
  readonly secrets: readonly FoundSecret[];
}

/** What a registration asks of one API, by the ids of its permissions. */
export interface RequiredAccess {
  readonly api: ApplicationId;
  /** Ids of delegated permissions. */
  readonly scopes: readonly string[];
  /** Ids of application permissions. */
  readonly roles: readonly string[];
}

/** A certificate as it stands in a registration. */
export interface FoundCertificate {
  readonly keyId: string;
  /** SHA-1 in hexadecimal, in capitals. Undefined where somebody wrote something else. */
  readonly thumbprint: string | undefined;
  /** Epoch milliseconds. */
  readonly endsAt: number | undefined;
  /** As Graph gave it: a list is changed as a whole, and what stays is sent back as it came. */
  readonly raw: JsonObject;
}

/** That a registration has a secret: what it is, Graph does not show. */
export interface FoundSecret {
  readonly keyId: string;
  /** Epoch milliseconds. */
  readonly endsAt: number | undefined;
}

/** An application as one tenant knows it: its service principal ("enterprise application"). */
export interface FoundPrincipal {
  readonly id: string;
  readonly isEnabled: boolean;
}

/** An API as the tenant has it. */
export interface FoundApi extends FoundPrincipal {
  readonly api: ApplicationId;
  /** Delegated permissions that it offers: their ids by their names in lower case. */
  readonly scopes: ReadonlyMap<string, string>;
}

/** Delegated permissions that an administrator consented to for everybody in the tenant. */
export interface FoundConsent {
  /** Of the entry in Graph. */
  readonly id: string;
  readonly api: ApplicationId;
  /** Names, those of a sign-in too. */
  readonly scopes: readonly string[];
}

/** What stands of one application in one tenant. */
export interface FoundRegistration {
  /** Undefined where it is registered elsewhere, or nowhere. */
  readonly application: FoundApplication | undefined;
  /** Undefined where nobody in the tenant can sign in to it yet. */
  readonly principal: FoundPrincipal | undefined;
  /** Those of the APIs that were asked about that the tenant has. */
  readonly apis: ReadonlyMap<ApplicationId, FoundApi>;
  /** For the APIs that were asked about. */
  readonly consents: readonly FoundConsent[];
}
