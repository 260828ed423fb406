import type { IdTokenReader } from '../entra/id-token.ts';
import type { TokenAnswer } from '../entra/token-endpoint.ts';
import type { Grant } from './grant.ts';
import type { Invitation } from './invitation.ts';
import { type ProveGrantDeps, proveGrant } from './prove-grant.ts';
import { readIdentity } from './read-identity.ts';

/** What the proof of tenant, account and MFA needs. */
export interface ProveAnswerDeps extends ProveGrantDeps {
  readonly idTokens: IdTokenReader;
}

/** What is said of an account before it has proved anything. */
export type SaidOfAccount = Pick<Invitation, 'partner' | 'accountId' | 'acceptsUnknownMfa'>;

/**
 * Makes a grant of an answer that no browser was sent for, and that has no nonce: of a refresh token that was brought, or of a
 * device code. Who it is of stands in its signed id_token.
 *
 * @throws ConsentryError `id_token_invalid`, `discovery_rejected`, `wrong_tenant`, `wrong_account`, and those of {@link proveGrant}
 */
export async function proveAnswer(
  deps: ProveAnswerDeps,
  answer: TokenAnswer,
  { acceptsUnknownMfa, ...expected }: SaidOfAccount,
): Promise<Grant> {
  const { idToken } = answer;
  const identity = await readIdentity(deps.idTokens, { idToken, nonceDigest: undefined }, expected);
  return proveGrant(deps, { answer, identity, acceptsUnknownMfa });
}
