import type { Cloud } from '../entra/index.ts';
import { type Api, type ApiPorts, createApi } from './api.ts';
import type { ApiTarget } from './api-target.ts';
import { type Arm, createArm } from './arm/arm.ts';
import type { CredentialSource } from './call.ts';
import { type CallLimiter, createCallLimiter } from './call-limiter.ts';
import { createDefender, type Defender } from './defender/defender.ts';
import { type DefenderRegion, regionalCredential } from './defender/regional-credential.ts';
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
  /** @param options.region the host that is nearest to the tenant's data; without it the global one */
  defender(
    target: Omit<ApiTarget, 'resource'>,
    options?: { readonly region?: DefenderRegion | undefined },
  ): Defender;
  arm(target: Omit<ApiTarget, 'resource'>): Arm;
}

/** What is shared by all calls. */
export interface ApisPorts extends Omit<ApiPorts, 'limiter'> {
  /** Made unless it is given. */
  readonly limiter?: CallLimiter;
  /** Its hosts and audiences count at Defender. Without it those of the built-in cloud that tokens are sent to. */
  readonly cloud?: Cloud | undefined;
}

/** @param credentials gives tokens: those of a broker (`createCredentialSource`), or of this process */
export function createApis(
  { cloud, ...ports }: ApisPorts,
  credentials: (target: ApiTarget) => CredentialSource,
): Apis {
  const shared = { ...ports, limiter: ports.limiter ?? createCallLimiter(ports.timer) };
  const of = (target: ApiTarget): Api => createApi(shared, target, credentials(target));
  return {
    of,
    partnerCenter: ({ partner, access }, options) =>
      createPartnerCenter(of({ resource: 'partner-center', partner, access }), options),
    graph: (target, options) => createGraph(of({ ...target, resource: 'graph' }), options),
    defender: (target, { region } = {}) => {
      const place = { ...target, resource: 'defender' } as const;
      const source = credentials(place);
      const regional = region === undefined ? source : regionalCredential(source, region, cloud);
      return createDefender(createApi(shared, place, regional), { cloud });
    },
    arm: (target) => createArm(of({ ...target, resource: 'arm' })),
  };
}
