import type { Api } from '../apis/api.ts';
import { ConsentryError } from '../errors.ts';
import type { FoundApplication, FoundRegistration } from './found-registration.ts';
import { findPrincipal, listNamesakes, readApis } from './read-registration.ts';
import { apisOf, type WantedRegistration } from './wanted-registration.ts';

/**
 * Reads what stands of a registration whose application id nobody knows yet: one that an earlier run began, or none. Of a name
 * alone nothing follows, for anybody who may register applications may have chosen it, keep a secret of their own in it, and wait
 * for the consent. It is ours where our certificate is its one credential.
 *
 * @throws ConsentryError `registration_taken`: there is one of this name that is not, or several that are; those of
 *   {@link readRegistration}
 */
export async function readOwnRegistration(
  graph: Api,
  wanted: WantedRegistration,
): Promise<FoundRegistration> {
  const application = await findOwnApplication(graph, wanted);
  const principal = application && (await findPrincipal(graph, application.appId));
  const query = { apis: apisOf(wanted.permissions), hasConsents: wanted.isConsented };
  return { application, principal, ...(await readApis(graph, principal, query)) };
}

/** @throws ConsentryError as {@link readOwnRegistration} */
export async function findOwnApplication(
  graph: Api,
  wanted: WantedRegistration,
): Promise<FoundApplication | undefined> {
  const namesakes = await listNamesakes(graph, wanted.displayName);
  const own = namesakes.filter((one) => isOwn(one, wanted));
  if (namesakes.length === 0 || (own.length === 1 && namesakes.length === 1)) return own[0];
  throw new ConsentryError('registration_taken', {
    facts: { applications: namesakes.map(({ appId }) => appId).slice(0, 20) },
  });
}

function isOwn({ certificates, secrets }: FoundApplication, { certificate }: WantedRegistration): boolean {
  const [only, ...others] = certificates;
  if (certificate === undefined || only === undefined) return false;
  return only.thumbprint === certificate.thumbprint && others.length === 0 && secrets.length === 0;
}
