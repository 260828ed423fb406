import { textClaim } from '../entra/read-claims.ts';
import { splitToken } from '../entra/split-token.ts';
import { type VerifiedToken, verifySignature } from '../entra/verify-signature.ts';
import { isGuid } from '../ids.ts';
import type { Secret } from '../secret.ts';
import { checkWorkloadToken, type WorkloadClaims, type WorkloadReading } from './check-workload-token.ts';
import { createIssuerKeys, type IssuerKeysInput, workloadAlgorithms } from './issuer-keys.ts';
import type { TrustedIssuer } from './trusted-issuer.ts';

/** Reads the tokens that programs present instead of a key. */
export interface WorkloadTokenReader {
  /**
   * Reads a token and believes it only where everything holds. A token that is refused anyhow costs no request and no
   * check of a signature.
   *
   * It can be presented again until it expires: nothing in it says to whom it was given first.
   *
   * @throws ConsentryError `issuer_unavailable` when nobody can say whether the token is genuine
   */
  read(token: Secret<string>): Promise<WorkloadReading<WorkloadClaims>>;
}

/** What the reading of such tokens needs. */
export interface WorkloadTokenReaderInput extends IssuerKeysInput {
  /** No issuer twice. */
  readonly issuers: readonly TrustedIssuer[];
}

/** In characters. What is longer is not looked into. */
const longest = 8192;

/** Makes a reader of the tokens that platforms give to their programs: GitHub Actions, Kubernetes, Entra and their like. */
export function createWorkloadTokenReader(input: WorkloadTokenReaderInput): WorkloadTokenReader {
  const { issuers, clock } = input;
  const known = new Map(
    issuers.map((trusted) => [trusted.issuer, { trusted, keys: createIssuerKeys(trusted, input) }]),
  );
  return {
    async read(token) {
      const parts = splitToken(token, longest);
      if (!parts.ok) return { ok: false, reason: 'malformed' };
      const found = known.get(textClaim(parts.payload, 'iss') ?? '');
      if (found === undefined) return { ok: false, reason: 'issuer' };
      const { trusted, keys } = found;
      const said = checkWorkloadToken(parts.payload, trusted, clock.now());
      if (!said.ok) return said;
      const verified = await verifySignature(token, keys, { longest, algorithms: workloadAlgorithms });
      if (!verified.ok) return verified;
      if (!maySignFor(verified.value, trusted)) return { ok: false, reason: 'key_issuer' };
      // What was signed, read by whoever checked the signature: the first reading was of nobody's word.
      return checkWorkloadToken(verified.value.claims, trusted, clock.now());
    },
  };
}

/** Entra lists the keys of all tenants together, and some of them are bound to one. */
function maySignFor({ key }: VerifiedToken, { issuer }: TrustedIssuer): boolean {
  if (key.issuer === undefined) return true;
  const [before = '', after, ...others] = key.issuer.split(/\{tenantid\}/i);
  if (after === undefined) return key.issuer === issuer;
  const tenant = issuer.slice(before.length, issuer.length - after.length);
  return others.length === 0 && isGuid(tenant) && before + tenant + after === issuer;
}
