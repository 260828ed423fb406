import {
  call,
  ConsentryError,
  isConsentryError,
  readOwnApplication,
  readOwnPrincipal,
  type ReadingTime,
  type RegistrationFacts,
  resourceScope,
  type Source,
  type TenantId,
} from '@consentry/core';
import type { RouteDeps } from '../routes/route-deps.ts';

/** Where our application is registered: nothing in the configuration says it, and every tenant that has the application does. */
export interface Home {
  readonly home: Source<TenantId>;
  /** The partner that was asked. Undefined: none has a grant that works. */
  readonly partner: TenantId | undefined;
}

/** As many grants as are looked through for one that works. */
const mostGrants = 100;

const noPartner = {
  message: 'No partner has a grant that works.',
  remedy: 'Connect a partner: its tenant says where the application is registered.',
};
const needs = {
  principal:
    'Let an administrator of the partner consent to Directory.Read.All (or Application.Read.All) at Microsoft Graph: consentry invite --approve --partner <partner>',
  registration:
    'Give the application Application.Read.All (kind: application) at Microsoft Graph, with the consent of an administrator of the tenant in which it is registered.',
} as const;

const forbidden =
  (remedy: string) =>
  (code: string): string | undefined =>
    code === 'api_forbidden' ? remedy : undefined;

/**
 * Reads where our application is registered: a partner with a grant that works is asked.
 * @throws ConsentryError `store_unavailable`
 */
export async function readHome(deps: RouteDeps, time: ReadingTime): Promise<Home> {
  const { grants } = deps.store;
  const works = (await grants.list({ limit: mostGrants })).find(
    ({ state, application }) => state === 'healthy' && application === deps.application.id,
  );
  const partner = works?.partner;
  const home = await time.read(
    async () => {
      if (partner === undefined) throw new ConsentryError('partner_not_found', noPartner);
      const principal = await readOwnPrincipal(deps.apis.graph({ partner }), deps.application.id);
      if (principal?.home !== undefined) return principal.home;
      throw new ConsentryError('api_not_found', {
        message: 'The partner’s tenant does not have the application.',
      });
    },
    forbidden(needs.principal.replace('<partner>', partner ?? '<partner>')),
  );
  return { home, partner };
}

/**
 * Reads our registration, in the tenant where it is: in the name of an account where that is a partner’s and the account may, else in
 * that of the application alone.
 * @throws ConsentryError `store_unavailable`
 */
export async function readRegistrationFacts(
  deps: RouteDeps,
  time: ReadingTime,
  { home: found }: Home,
): Promise<Source<RegistrationFacts>> {
  if (found.outcome === 'unreadable') return found;
  const home = found.value;
  const isHomePartner = (await deps.access.listGrants(home)).length > 0;
  const { id } = deps.application;
  const read = async (): ReturnType<typeof readOwnApplication> => {
    if (isHomePartner) {
      const own = deps.apis.of({ resource: 'graph', partner: home });
      const byAccount = await orForbidden(
        readOwnApplication((path) => own.call({ method: 'GET', path }), id),
      );
      if (byAccount !== undefined) return byAccount;
    }
    return readOwnApplication((path) => callAlone(deps, home, path), id);
  };
  return time.read(
    async () => ({ application: await read(), home, isHomePartner }),
    forbidden(needs.registration),
  );
}

/** Of the application alone, in its own tenant: that is nobody’s but the operator’s, and no partner is acted for. */
async function callAlone(deps: RouteDeps, tenant: TenantId, path: string): ReturnType<typeof call> {
  const { graph } = deps.cloud.resources;
  if (graph === undefined) throw new ConsentryError('client_request');
  const { accessToken: value } = await deps.tokenEndpoint.redeemClientCredentials({
    tenant,
    scope: resourceScope(graph),
  });
  return call(deps.fetch, { value, baseUrl: graph.baseUrl }, { method: 'GET', path });
}

async function orForbidden<Value>(reading: Promise<Value>): Promise<Value | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (isConsentryError(error, 'api_forbidden')) return undefined;
    throw error;
  }
}
