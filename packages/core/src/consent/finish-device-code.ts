import type { TokenAnswer } from '../entra/token-endpoint.ts';
import type { Grant } from './grant.ts';
import { type ProveAnswerDeps, proveAnswer, type SaidOfAccount } from './prove-answer.ts';
import { retell, type Words } from './retell.ts';

const again = 'Start over with `consentry connect --device-code`, and see who signs in.';
/** The operator reads them, and not the person who signed in. */
const words: Words = {
  wrong_tenant: {
    message: 'Somebody signed in to another organisation than the one that was said. Nothing was kept.',
    remedy: `${again} If it was nobody you know, somebody was sent the code: tell that person.`,
  },
  wrong_account: {
    message: 'Somebody signed in with another account than the one that was said. Nothing was kept.',
    remedy: again,
  },
  mfa_missing: {
    message: 'The sign-in carried no multi-factor authentication. Nothing was kept.',
    remedy: `Set up multi-factor authentication for this account. ${again}`,
  },
  mfa_unknown: {
    message:
      'It could not be told whether the sign-in carried multi-factor authentication. Nothing was kept.',
    remedy: `Invite the partner with \`consentry invite\`; or, on record, take it with --accept-unknown-mfa.`,
  },
  id_token_invalid: { remedy: again },
  refresh_token_missing: { remedy: 'Check the registration of deviceCode.clientId against docs/import.md.' },
};

/**
 * Holds what came of a device code to the same proofs as a consent.
 *
 * @param deps `application`: the public registration, which is the one that the grant is bound to from then on
 * @throws ConsentryError as {@link proveAnswer}, in words for the operator
 */
export async function finishDeviceCode(
  deps: ProveAnswerDeps,
  answer: TokenAnswer,
  said: SaidOfAccount,
): Promise<Grant> {
  try {
    return await proveAnswer(deps, answer, said);
  } catch (error) {
    throw retell(error, words);
  }
}
