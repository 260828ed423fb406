import { type Api, type ApiPorts, createApi } from './api.ts';
import type { ApiTarget } from './api-target.ts';
import type { CredentialSource } from './call.ts';
import { createCallLimiter } from './call-limiter.ts';
import { createGraph, type Graph, type GraphOptions } from './graph/graph.ts';
import {
  createPartnerCenter,
  type PartnerCenter,
  type PartnerCenterOptions,
} from './partner-center/partner-center.ts';

/** The APIs of Microsoft for any target, over one limiter. */
export interface Apis {
  /** Calls by their path, for what has no types here. */
  of(target: ApiTarget): Api;
  partnerCenter(
    target: Omit<ApiTarget, 'resource' | 'customer'>,
    options?: PartnerCenterOptions,
  ): PartnerCenter;
  graph(target: Omit<ApiTarget, 'resource'>, options?: GraphOptions): Graph;
}

/**
 * @param ports without a limiter one is made
 * @param credentials gives tokens: those of a broker (`createCredentialSource`), or of this process
 */
export function createApis(
  ports: Omit<ApiPorts, 'limiter'> & Partial<Pick<ApiPorts, 'limiter'>>,
  credentials: (target: ApiTarget) => CredentialSource,
): Apis {
  const shared = { ...ports, limiter: ports.limiter ?? createCallLimiter(ports.timer) };
  const of = (target: ApiTarget): Api => createApi(shared, target, credentials(target));
  return {
    of,
    partnerCenter: ({ partner, access }, options) =>
      createPartnerCenter(of({ resource: 'partner-center', partner, access }), options),
    graph: (target, options) => createGraph(of({ ...target, resource: 'graph' }), options),
  };
}
