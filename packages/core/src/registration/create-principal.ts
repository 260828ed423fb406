import type { ApplicationId } from '../ids.ts';
import type { FoundApi, FoundPrincipal } from './found-registration.ts';
import { findApi, findPrincipal, readApi, readPrincipal } from './read-registration.ts';
import { isEarlyReference, isThereAlready, required, type StepDeps } from './standing.ts';

/** Brings the application into the tenant. @throws ConsentryError `api_…` */
export async function createPrincipal(deps: StepDeps, application: ApplicationId): Promise<FoundPrincipal> {
  const made = await postPrincipal(deps, application);
  if (made !== undefined) return readPrincipal(made);
  return awaitThere(deps, () => findPrincipal(deps.graph, application));
}

/** Brings an API of Microsoft into the tenant. @throws ConsentryError `api_…` */
export async function createApi(deps: StepDeps, api: ApplicationId): Promise<FoundApi> {
  const made = await postPrincipal(deps, api);
  if (made !== undefined) return readApi(made);
  return awaitThere(deps, () => findApi(deps.graph, api));
}

/**
 * @returns undefined where it is there already: somebody else made it, or an earlier try of ours did
 * @see https://learn.microsoft.com/graph/api/serviceprincipal-post-serviceprincipals (2026-11)
 */
async function postPrincipal({ graph, patience }: StepDeps, appId: ApplicationId): Promise<unknown> {
  const request = {
    method: 'POST',
    path: '/v1.0/servicePrincipals',
    body: { appId },
    isRepeatable: true,
  } as const;
  try {
    return (await patience.try(() => graph.call(request), isEarlyReference)).json;
  } catch (error) {
    if (!isThereAlready(error)) throw error;
    return undefined;
  }
}

async function awaitThere<T>({ patience }: StepDeps, read: () => Promise<T | undefined>): Promise<T> {
  return required(await patience.until(read, (one) => one !== undefined));
}
