import { randomBytes } from 'node:crypto';
import type { IdTokenChange } from '../../control/id-token-forge.ts';
import { deriveGuid } from '../../ids.ts';
import type { SandboxParts } from '../../parts.ts';
import { issuerV2 } from '../issuers.ts';
import { signHs256, signNothing, signRs256, writeJwt, writeSignedJwt } from '../jwt.ts';
import type { JwtSigner } from '../jwt.ts';
import { createSigningKey } from '../signing-keys.ts';
import type { SigningKey, SigningKeys } from '../signing-keys.ts';
import type { DelegatedAccess } from './granted-scopes.ts';

const LIFE_SECONDS = 3600;

/** The claims of a v2 id_token. There is no `amr` among them. */
export function idTokenClaims(
  parts: SandboxParts,
  { application, tenant, user, presence }: Omit<DelegatedAccess, 'target'>,
  nonce?: string,
): Record<string, unknown> {
  const issuedAtSeconds = Math.floor(parts.clock.now() / 1000);
  return {
    aud: application.clientId,
    iss: issuerV2(parts, tenant.id),
    iat: issuedAtSeconds,
    nbf: issuedAtSeconds,
    exp: issuedAtSeconds + LIFE_SECONDS,
    name: user.displayName,
    ...(nonce === undefined ? {} : { nonce }),
    oid: presence.objectId,
    preferred_username: user.mail ?? user.userPrincipalName,
    sub: deriveGuid('subject', application.clientId, tenant.id, user.objectId),
    tid: tenant.id,
    uti: randomBytes(16).toString('base64url'),
    ver: '2.0',
  };
}

/** Writes an id_token as Entra does. */
export function writeIdToken(parts: SandboxParts, claims: Record<string, unknown>): string {
  return writeSignedJwt(parts.keys.current, claims);
}

/** Writes an id_token that is wrong in the way that a test ordered. */
export async function writeForgedIdToken(
  parts: SandboxParts,
  claims: Record<string, unknown>,
  change: IdTokenChange,
): Promise<string> {
  const changed = Object.entries({ ...claims, ...change.claims }).filter(([, value]) => value !== null);
  const choose = change.signWith === undefined ? withCurrentKey : FORGERIES[change.signWith];
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
