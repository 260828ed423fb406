import { createHash, randomBytes } from 'node:crypto';
import type { IdTokenChange } from '../../control/id-token-forge.ts';
import type { SandboxParts } from '../../parts.ts';
import { subjectOf } from '../../world/object-ids.ts';
import type { Application } from '../../world/types.ts';
import type { Authentication } from '../authentication.ts';
import type { EndpointVersion } from '../endpoint-version.ts';
import { issuerV1, issuerV2 } from '../issuers.ts';
import { signHs256, signNothing, signRs256, writeJwt, writeSignedJwt } from '../jwt.ts';
import type { JwtSigner } from '../jwt.ts';
import { createSigningKey } from '../signing-keys.ts';
import type { SigningKey, SigningKeys } from '../signing-keys.ts';
import { nameClaims } from './access-token.ts';
import type { TokenSubject } from './token-subject.ts';

const LIFE_SECONDS = 3600;

/** What an id_token is made of. */
export interface IdTokenIssue {
  subject: TokenSubject;
  application: Application;
  authentication: Authentication;
  version: EndpointVersion;
  nonce?: string;
  /** The authentication context that was asked for. It is met by MFA. */
  authenticationContext?: string;
  /** The code that comes along with it, which `c_hash` then binds to it. */
  code?: string;
  /** `browser`: by way of the redirect URI. `token-endpoint`: v1 leaves these unsigned. */
  channel: 'browser' | 'token-endpoint';
  /** False for an id_token that no ordered forgery applies to. */
  mayBeForged?: boolean;
}

/** Issues an id_token, wrong in the way that a test ordered, if one did. */
export async function issueIdToken(parts: SandboxParts, issue: IdTokenIssue): Promise<string> {
  const { version, channel, mayBeForged = true } = issue;
  const claims = CLAIMS[version](parts, issue);
  const isUnsigned =
    version === 'v1' && channel === 'token-endpoint' && parts.world.settings.v1IdTokens !== 'signed';
  const change = mayBeForged ? parts.forge.take() : undefined;
  if (change !== undefined) return writeForgedIdToken(parts, claims, change, isUnsigned);
  if (isUnsigned) return writeJwt({ typ: 'JWT', alg: 'none' }, claims, signNothing);
  return writeSignedJwt(parts.keys.current, version, claims);
}

type WriteClaims = (parts: SandboxParts, issue: IdTokenIssue) => Record<string, unknown>;

const CLAIMS: Record<EndpointVersion, WriteClaims> = { v1: claimsV1, v2: claimsV2 };

/** The claims of a v2 id_token. There is no `amr` among them. */
function claimsV2(parts: SandboxParts, issue: IdTokenIssue): Record<string, unknown> {
  const { tenant, user } = issue.subject;
  return {
    ...commonClaims(parts, issue),
    iss: issuerV2(parts, tenant.id),
    preferred_username: user.mail ?? user.userPrincipalName,
    ver: '2.0',
  };
}

/** The claims of a v1 id_token. It says how the user signed in, unless the account hides it. */
function claimsV1(parts: SandboxParts, issue: IdTokenIssue): Record<string, unknown> {
  const { subject, authentication } = issue;
  const { tenant, user } = subject;
  const [givenName = '', ...rest] = user.displayName.split(' ');
  return {
    ...commonClaims(parts, issue),
    iss: issuerV1(parts, tenant.id),
    ...(user.amrClaim === undefined ? { amr: authentication.amr } : {}),
    family_name: rest.join(' '),
    given_name: givenName,
    ipaddr: authentication.clientAddress,
    ...nameClaims(parts, user, tenant.id),
    ver: '1.0',
  };
}

function commonClaims(parts: SandboxParts, issue: IdTokenIssue): Record<string, unknown> {
  const { subject, application, authentication, nonce, code } = issue;
  const { tenant, user, presence } = subject;
  const issuedAtSeconds = Math.floor(parts.clock.now() / 1000);
  return {
    aud: application.clientId,
    iat: issuedAtSeconds,
    nbf: issuedAtSeconds,
    exp: issuedAtSeconds + LIFE_SECONDS,
    name: user.displayName,
    ...(code === undefined ? {} : { c_hash: hashCode(code) }),
    ...(nonce === undefined ? {} : { nonce }),
    ...(application.optionalIdTokenClaims?.includes('auth_time') === true
      ? { auth_time: Math.floor(authentication.at / 1000) }
      : {}),
    ...roleClaim(parts, issue),
    ...contextClaim(issue),
    oid: presence.objectId,
    sub: subjectOf(application.clientId, tenant.id, user.objectId),
    tid: tenant.id,
    uti: randomBytes(16).toString('base64url'),
  };
}

/** The roles of the application that the user has. */
function roleClaim(parts: SandboxParts, { subject, application }: IdTokenIssue): { roles?: string[] } {
  const { tenant, presence } = subject;
  const principal = parts.world.servicePrincipals.find(
    ({ tenantId, clientId }) => tenantId === tenant.id && clientId === application.clientId,
  );
  const roles = (principal?.userRoles ?? [])
    .filter(({ userObjectId }) => userObjectId === presence.objectId)
    .map(({ role }) => role);
  return roles.length === 0 ? {} : { roles };
}

/** The authentication context, where the sign-in met it. */
function contextClaim({ authentication, authenticationContext }: IdTokenIssue): { acrs?: string[] } {
  const isMet = authenticationContext !== undefined && authentication.amr.includes('mfa');
  return isMet ? { acrs: [authenticationContext] } : {};
}

/** OpenID Connect Core 3.3.2.11: the left half of the hash of the code. */
function hashCode(code: string): string {
  return createHash('sha256').update(code).digest().subarray(0, 16).toString('base64url');
}

async function writeForgedIdToken(
  parts: SandboxParts,
  claims: Record<string, unknown>,
  change: IdTokenChange,
  isUnsigned: boolean,
): Promise<string> {
  const changed = Object.entries({ ...claims, ...change.claims }).filter(([, value]) => value !== null);
  const signWith = change.signWith ?? (isUnsigned ? 'none' : undefined);
  const choose = signWith === undefined ? withCurrentKey : FORGERIES[signWith];
  const { alg, kid, signer } = await choose(parts.keys);
  const header = { typ: 'JWT', alg, kid, ...change.header };
  return writeJwt(header, Object.fromEntries(changed), signer);
}

/** A signer and the header that fits it. */
interface Signature {
  alg: string;
  kid: string;
  signer: JwtSigner;
}

type Forgery = (keys: SigningKeys) => Signature | Promise<Signature>;

const FORGERIES: Record<NonNullable<IdTokenChange['signWith']>, Forgery> = {
  none: ({ current }) => ({ alg: 'none', kid: current.kid, signer: signNothing }),
  hs256: ({ current }) => {
    const pem = current.publicKey.export({ type: 'spki', format: 'pem' });
    return { alg: 'HS256', kid: current.kid, signer: signHs256(pem) };
  },
  'unknown-key': async () => withRs256(await createSigningKey()),
  'consumer-key': async (keys) => withRs256(await keys.getConsumer()),
};

function withCurrentKey({ current }: SigningKeys): Signature {
  return withRs256(current);
}

function withRs256(key: SigningKey): Signature {
  return { alg: 'RS256', kid: key.kid, signer: signRs256(key.privateKey) };
}
