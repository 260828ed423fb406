import type { ClientAuthentication } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import type { RouteDeps } from './route-deps.ts';

type Answer = AnswerOf<'listCredentials'>;
type State = Answer['items'][number]['state'];

/** What is known of our credentials here and now. */
export async function listCredentials({
  application,
  credentials,
  credentialProblems,
}: RouteDeps): Promise<Answer> {
  const { all, serving } = credentials;
  const stateOf = (one: ClientAuthentication): State => {
    if (credentials.isRefused(one)) return 'refused';
    return one === serving ? 'serving' : 'ready';
  };
  const used = all.map((one) => {
    const acceptedAt = credentials.acceptedAt(one);
    return {
      ...describe(one, stateOf(one)),
      ...(acceptedAt !== undefined && { acceptedAt: new Date(acceptedAt).toISOString() }),
    };
  });
  const isUsed = ({ thumbprint }: Answer['items'][number]): boolean =>
    thumbprint !== undefined && used.some((one) => one.thumbprint === thumbprint);
  // One that has another place in the files since is not on its way out.
  const retiring = credentials.retiring.map((one) => describe(one, 'retiring')).filter((one) => !isUsed(one));
  return {
    application: application.id,
    items: [...used, ...retiring],
    problems: credentialProblems().map((problem) => ({ ...problem })),
  };
}

function describe({ name, facts, expiresAt }: ClientAuthentication, state: State): Answer['items'][number] {
  const thumbprint = facts['credentialThumbprint'];
  return {
    name,
    kind: facts['credential'] === 'secret' ? 'secret' : 'certificate',
    ...(typeof thumbprint === 'string' && { thumbprint }),
    ...(expiresAt !== undefined && { endsAt: new Date(expiresAt).toISOString() }),
    state,
  };
}
