import { ConsentryError, isConsentryError } from '../errors.ts';
import { TransportError } from '../ports.ts';
import { findOwnApplication } from './find-own.ts';
import type { FoundApplication } from './found-registration.ts';
import { readApplication } from './read-application.ts';
import type { Standing, StepDeps } from './standing.ts';
import type { WantedRegistration } from './wanted-registration.ts';
import { newApplication } from './write-application.ts';

/**
 * Registers the application, with all that is wanted of it. It is asked once: made twice, nobody could tell which one is meant. Of
 * what may have been made or not it is looked whether it is there.
 *
 * @throws ConsentryError `registration_unsure`; `permission_not_offered`; `registration_taken`; `api_…`
 */
export async function createApplication(
  { graph, patience }: StepDeps,
  wanted: WantedRegistration,
  standing: Standing,
): Promise<FoundApplication> {
  const body = newApplication(wanted, standing);
  const request = { method: 'POST', path: '/v1.0/applications', body, isRepeatable: false } as const;
  try {
    const { json } = await patience.try(() => graph.call(request), isThrottled);
    return readApplication(json);
  } catch (error) {
    if (!mayHaveArrived(error)) throw error;
    const found = await patience.until(
      () => findOwnApplication(graph, wanted),
      (one) => one !== undefined,
    );
    if (found !== undefined) return found;
    throw new ConsentryError('registration_unsure', { cause: error });
  }
}

/** Graph has done nothing then. */
function isThrottled({ code }: ConsentryError): boolean {
  return code === 'api_throttled';
}

function mayHaveArrived(error: unknown): boolean {
  if (!isConsentryError(error)) return false;
  if (error.cause instanceof TransportError) return error.cause.mayHaveArrived;
  return error.code === 'api_unavailable' || error.code === 'api_bad_response';
}
