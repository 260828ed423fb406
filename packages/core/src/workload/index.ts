/**
 * Workload identity: which program asks, by the signed token (a JWT of OpenID Connect) that its platform gave it.
 * In: the issuers that an operator trusts, a token as it was presented.
 * Out: the claims of a token that holds, or why it does not.
 * Called by: the broker. Trusts: the configuration and the ports. Not a token before its signature is checked, and no
 * address that an answer names.
 */
export type { TrustedIssuer } from './trusted-issuer.ts';
export type { WorkloadClaims, WorkloadReading, WorkloadRefusal } from './check-workload-token.ts';
export {
  createWorkloadTokenReader,
  type WorkloadTokenReader,
  type WorkloadTokenReaderInput,
} from './workload-token-reader.ts';
