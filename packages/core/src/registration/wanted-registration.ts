import { X509Certificate } from 'node:crypto';
import type { WantedConsents } from '../customer-consents/read-wanted.ts';
import { resourceKinds } from '../entra/cloud.ts';
import { ConsentryError } from '../errors.ts';
import { type ApplicationId, readApplicationId } from '../ids.ts';

/** A delegated permission that the registration shall have. */
export interface WantedPermission {
  readonly api: ApplicationId;
  /** A name such as `graph`, or the application id of the API. */
  readonly apiName: string;
  /** Such as `User.Read.All`. */
  readonly name: string;
  /** What it is for, in a sentence for the administrator who grants it. */
  readonly purpose: string;
}

/** A certificate that the registration shall have. Its private key is no part of it. */
export interface WantedCertificate {
  /** PEM. */
  readonly pem: string;
  /** SHA-1 in hexadecimal, in capitals: how Microsoft's portals show it. */
  readonly thumbprint: string;
  /** Epoch milliseconds. */
  readonly endsAt: number;
}

/** An app registration as the broker needs it. */
export interface WantedRegistration {
  /** Whose it is: a partner's own (CSP), or a control panel vendor's, which several partners consent to (CPV). */
  readonly kind: 'partner' | 'vendor';
  readonly displayName: string;
  /** Of the platform Web, letter by letter. */
  readonly redirectUris: readonly string[];
  readonly permissions: readonly WantedPermission[];
  /** The switch that `code id_token` needs. */
  readonly issuesIdTokens: boolean;
  /** Undefined: any credential that has not ended will do. */
  readonly certificate: WantedCertificate | undefined;
  /** The permissions are consented to in the tenant of the registration, for everybody. */
  readonly isConsented: boolean;
}

/** What a wanted registration is made from. */
export interface WantedRegistrationInput
  extends Pick<
    WantedRegistration,
    'kind' | 'displayName' | 'redirectUris' | 'issuesIdTokens' | 'certificate'
  > {
  /** What programs need beside Partner Center: delegated permissions by API. */
  readonly permissions?: WantedConsents | undefined;
  /** False: an administrator approves the application some other way, such as by an invitation. */
  readonly isConsented: boolean;
}

const longestName = 120;

/**
 * Describes the registration that a broker needs: multi-tenant, Partner Center in the user's name, what a sign-in and a refresh
 * token need, and what is asked for beside these. Of a vendor nothing is consented to at home: each partner consents in its own
 * tenant.
 *
 * @throws ConsentryError `invalid_request`: the name
 * @see https://learn.microsoft.com/partner-center/developer/enable-secure-app-model (2026-11)
 */
export function createWantedRegistration(input: WantedRegistrationInput): WantedRegistration {
  const { permissions, ...rest } = input;
  const asked = (permissions?.grants ?? []).flatMap(({ resource: { appId: api, name: apiName }, scopes }) =>
    scopes.map((name) => ({ api, apiName, name, purpose: 'what programs ask tokens for' })),
  );
  return {
    ...rest,
    displayName: readDisplayName(input.displayName),
    permissions: [...basePermissions, ...asked],
    isConsented: input.isConsented && input.kind === 'partner',
  };
}

/** The most that a name may be is Entra's affair; what a person can read on a consent page is less. */
function readDisplayName(text: string): string {
  const name = text.trim();
  if (name !== '' && name.length <= longestName && !/\p{Cc}/u.test(name)) return name;
  throw new ConsentryError('invalid_request', {
    message: 'The name of the application is not one.',
    remedy: `Give up to ${longestName} characters on one line: people see it on the consent page.`,
  });
}

const { graph, 'partner-center': partnerCenter } = resourceKinds;

/** What every broker needs, whatever its programs do. */
const basePermissions: readonly WantedPermission[] = [
  {
    api: readApplicationId(partnerCenter.applicationId),
    apiName: 'partner-center',
    name: partnerCenter.delegatedScope ?? 'user_impersonation',
    purpose: 'Partner Center in the name of the service account',
  },
  signIn('openid', 'who signs in'),
  signIn('profile', 'the name of who signs in'),
  signIn('offline_access', 'a refresh token, which is the grant'),
];

function signIn(name: string, purpose: string): WantedPermission {
  return { api: readApplicationId(graph.applicationId), apiName: 'graph', name, purpose };
}

/** The APIs of the permissions, each once. */
export function apisOf(permissions: readonly WantedPermission[]): readonly ApplicationId[] {
  return [...new Set(permissions.map(({ api }) => api))];
}

/**
 * Reads the certificate that a registration shall have. It may stand among others: the first is meant.
 * @param pem whatever a file holds
 * @throws ConsentryError `invalid_request`
 */
export function readWantedCertificate(pem: string): WantedCertificate {
  try {
    const { fingerprint, validToDate, raw } = new X509Certificate(pem);
    const text = raw
      .toString('base64')
      .match(/.{1,64}/g)
      ?.join('\n');
    return {
      pem: `-----BEGIN CERTIFICATE-----\n${text ?? ''}\n-----END CERTIFICATE-----\n`,
      thumbprint: fingerprint.replaceAll(':', ''),
      endsAt: validToDate.getTime(),
    };
  } catch {
    // The parser's own words may quote what it read.
    throw new ConsentryError('invalid_request', {
      message: 'The certificate cannot be read.',
      remedy: 'Name a file with a certificate in PEM, beginning with -----BEGIN CERTIFICATE-----.',
    });
  }
}
