import {
  type Api,
  apisOf,
  type Clock,
  createApi,
  createCallLimiter,
  type Fetch,
  type FoundRegistration,
  isConsentryError,
  type Random,
  readOwnRegistration,
  readRegistration,
  type TenantId,
  type Timer,
  type WantedRegistration,
  withWords,
} from '@consentry/core';
import type { SetUp } from '@consentry/server';
import { signIn, usualClientId } from './sign-in.ts';
import { readClientId } from './wanted.ts';

/** What the commands need of the world. */
export interface AppPorts {
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly random: Random;
  readonly timer: Timer;
}

/** Signs in, and opens Graph in the tenant. @throws ConsentryError `usage`, `invalid_request`, and those of {@link signIn} */
export async function openTenant(
  ports: AppPorts,
  setUp: SetUp,
  tenant: TenantId,
  terms: {
    readonly clientId: string | undefined;
    readonly permissions: readonly string[];
    readonly note: (text: string) => void;
  },
): Promise<Api> {
  const { cloud } = setUp;
  const clientId = readClientId(terms.clientId, cloud, usualClientId);
  const { permissions, note } = terms;
  const credential = await signIn({ ...ports, cloud, clientId, tenant, note }, permissions);
  const limiter = createCallLimiter(ports.timer);
  return createApi({ ...ports, limiter }, { resource: 'graph', partner: tenant }, credential);
}

/**
 * Reads what stands: by the application id where one is known, else what an earlier run began.
 * @throws ConsentryError `registration_taken`, `api_…`
 */
export async function readStanding(
  graph: Api,
  { application: { id } }: SetUp,
  wanted: WantedRegistration,
): Promise<FoundRegistration> {
  try {
    if (id === undefined) return await readOwnRegistration(graph, wanted);
    const query = { apis: apisOf(wanted.permissions), hasConsents: wanted.isConsented };
    return await readRegistration(graph, { application: id, ...query });
  } catch (error) {
    if (!isConsentryError(error, 'api_forbidden')) throw error;
    throw withWords(error, {
      message: 'The account may not read applications in this tenant.',
      remedy:
        'Sign in with a member of the tenant who may: Directory Readers is enough to check, Cloud Application Administrator to create.',
    });
  }
}
