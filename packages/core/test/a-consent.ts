import type { ConsentFlow, ConsentFlows } from '../src/consent/consent-flow.ts';
import { digest } from '../src/consent/digest.ts';
import type { Invitation } from '../src/consent/invitation.ts';
import type { IdTokenClaims, IdTokenReader } from '../src/entra/id-token.ts';
import { ConsentryError } from '../src/errors.ts';
import { Secret } from '../src/secret.ts';
import { anInvitationId, dayMs, subject } from './a-grant.ts';
import { noon, partner } from './builders.ts';

export const hourMs = 60 * 60 * 1000;

export function anInvitation(change: Partial<Invitation> = {}): Invitation {
  return {
    id: anInvitationId(),
    kind: 'connect',
    partner,
    partnerName: 'Contoso',
    account: undefined,
    accountId: undefined,
    acceptsUnknownMfa: false,
    challenge: undefined,
    createdAt: noon - dayMs,
    expiresAt: noon + dayMs,
    spentAt: undefined,
    ...change,
  };
}

/** A sign-in that was started at noon in the browser `the-browser`, with the nonce `the-nonce`. */
export function aFlow(change: Partial<ConsentFlow> = {}): ConsentFlow {
  return {
    invitation: anInvitationId(),
    purpose: 'connect',
    verifier: Secret.of('the-verifier'),
    nonceDigest: digest('the-nonce'),
    browserDigest: digest('the-browser'),
    startedAt: noon,
    expiresAt: noon + hourMs,
    finishedAt: undefined,
    changesBefore: 0,
    ...change,
  };
}

/** Flows in memory, by the digest of their state. */
export interface MemoryFlows extends ConsentFlows {
  readonly stored: ReadonlyMap<string, ConsentFlow>;
}

/** @param flows by their state in clear, as a browser brings it */
export function createMemoryFlows(flows: Readonly<Record<string, ConsentFlow>> = {}): MemoryFlows {
  const stored = new Map(Object.entries(flows).map(([state, flow]) => [digest(state), flow]));
  return {
    stored,
    async add(stateDigest, flow) {
      stored.set(stateDigest, { ...flow, changesBefore: 0 });
    },
    find: async (stateDigest) => stored.get(stateDigest),
    async finish(stateDigest, at) {
      const flow = stored.get(stateDigest);
      if (flow === undefined || flow.finishedAt !== undefined) return false;
      stored.set(stateDigest, { ...flow, verifier: undefined, finishedAt: at });
      return true;
    },
  };
}

/** The service account of the partner. */
export function anIdentity(change: Partial<IdTokenClaims> = {}): IdTokenClaims {
  return {
    tenantId: partner,
    objectId: subject,
    issuer: 'https://login.microsoftonline.com',
    subject: 'pairwise',
    username: 'service@contoso.example',
    issuedAt: noon,
    expiresAt: noon,
    ...change,
  };
}

/**
 * A reader to whom an id_token is its words: `NONCE` or `NONCE CODE`. It names one account, and `other` in the
 * words names another one.
 */
export function anIdTokenReader(identity = anIdentity()): IdTokenReader {
  const invalid = (reason: string) => new ConsentryError('id_token_invalid', { facts: { reason } });
  const read: IdTokenReader['read'] = async (idToken, { nonce, code }) => {
    const [word = '', itsCode] = idToken.reveal().split(' ');
    if (nonce?.(word) === false) throw invalid('nonce');
    if (code !== undefined && code.reveal() !== itsCode) throw invalid('code_hash');
    return identity;
  };
  return {
    read,
    async confirm(idToken, _known, expected) {
      await read(idToken, expected);
      if (idToken.reveal().endsWith('other')) throw invalid('other_account');
    },
  };
}

/** An access token with these claims. Its signature is for its API alone. */
export function anAccessToken(claims: Readonly<Record<string, unknown>>): Secret<string> {
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  return Secret.of(`${encode({ alg: 'RS256' })}.${encode(claims)}.signature`);
}
