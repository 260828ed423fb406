import type { IdTokenClaims, IdTokenReader } from '../entra/id-token.ts';
import type { TokenAnswer } from '../entra/token-endpoint.ts';
import type { ObjectId, TenantId } from '../ids.ts';
import type { Secret } from '../secret.ts';
import { type IdentifiedCode, readIdentifiedCode, type ReadCallbackDeps } from './read-callback.ts';
import { type ExpectedAccount, readIdentity } from './read-identity.ts';
import { type RedeemDeps, redeemIdentified } from './redeem-code.ts';
import type { CallbackInput } from './take-flow.ts';

declare const checked: unique symbol;

/** A code that was checked like a `ConsentCode`, of a sign-in that is only looked at. No grant can be made of it. */
export type TestCode = IdentifiedCode & { readonly [checked]: true };

/** An account that has just signed in, and the token that tells how. It goes no further than memory, and no refresh token is with it. */
export interface TestedSignIn {
  readonly tenant: TenantId;
  readonly subject: ObjectId;
  /** For people; it proves nothing. */
  readonly username: string | undefined;
  /** For Partner Center, straight from the token endpoint. */
  readonly accessToken: Secret<string>;
}

/**
 * Reads the provider's answer to a `test` invitation, as `readCallback` does that to a `connect` invitation.
 * @throws ConsentryError those of `readCallback`
 */
export async function readTestCallback(deps: ReadCallbackDeps, input: CallbackInput): Promise<TestCode> {
  return (await readIdentifiedCode(deps, input, 'test')) as TestCode;
}

/**
 * Redeems the code of a test, once. Whatever else than the access token comes is dropped.
 *
 * @throws ConsentryError `id_token_invalid`, `discovery_rejected`, `wrong_tenant`, `wrong_account`, and those of the token endpoint
 */
export async function redeemTestCode(deps: RedeemDeps, code: TestCode): Promise<TestedSignIn> {
  const { answer, identity } = await redeemIdentified(deps, code, { isOnce: true });
  return testedSignIn(identity, answer);
}

/**
 * The same of an answer that came for a device code.
 * @throws ConsentryError `id_token_invalid`, `discovery_rejected`, `wrong_tenant`, `wrong_account`
 */
export async function readTestedAnswer(
  idTokens: IdTokenReader,
  answer: TokenAnswer,
  expected: ExpectedAccount,
): Promise<TestedSignIn> {
  const proof = { idToken: answer.idToken, nonceDigest: undefined };
  return testedSignIn(await readIdentity(idTokens, proof, expected), answer);
}

function testedSignIn(
  { tenantId: tenant, objectId: subject, username }: IdTokenClaims,
  { accessToken }: TokenAnswer,
): TestedSignIn {
  return { tenant, subject, username, accessToken };
}
