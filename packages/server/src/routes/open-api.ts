import type { JsonObject } from '@consentry/core/contract';
import type { RouteDeps } from './route-deps.ts';

/** The same for everybody. */
export async function openApi(deps: RouteDeps): Promise<JsonObject> {
  return deps.describeApi();
}
