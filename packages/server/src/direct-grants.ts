import {
  type ApplicationId,
  connectScopes,
  createDeviceCodeEndpoint,
  createIdTokenReader,
  createMfaProbe,
  type DeviceCodeEndpoint,
  type ImportRefreshTokenDeps,
  type ProveAnswerDeps,
  type SigningKeys,
  standardDialect,
  type TokenEndpoint,
} from '@consentry/core';
import type { BrokerConfig } from './config.ts';
import { watchDeviceCodeEndpoint } from './observe/watch-token-endpoint.ts';
import { createWaitingSignIns, type WaitingSignIns } from './waiting-sign-ins.ts';
import { createWatchedSigningKeys } from './watched-keys.ts';
import { createWatchedTokenEndpoint, type WatchedTokenEndpointDeps } from './watched-tokens.ts';

export interface DirectGrantsDeps extends WatchedTokenEndpointDeps {
  readonly config: Pick<BrokerConfig, 'application' | 'cloud' | 'deviceCode' | 'entra' | 'refreshTokens'>;
  readonly signingKeys: SigningKeys;
  readonly tokenEndpoint: TokenEndpoint;
}

/** The sign-in by device code, with the public registration that it needs. */
export interface DeviceCodes {
  readonly endpoint: DeviceCodeEndpoint;
  readonly scopes: readonly string[];
  readonly waiting: WaitingSignIns;
  readonly prove: ProveAnswerDeps;
}

/** What grants need that come without an invitation. */
export interface DirectGrants {
  readonly importing: ImportRefreshTokenDeps;
  /** Undefined: off. */
  readonly deviceCodes: DeviceCodes | undefined;
}

/**
 * No browser brings an id_token to them, and the one that v1 gives for a refresh token may be unsigned: so they speak v2, whatever
 * consents speak. Codes and refresh tokens of one generation are good at the other.
 */
export function createDirectGrants(deps: DirectGrantsDeps): DirectGrants {
  const { config, fetch, clock, random, observer } = deps;
  const { cloud, application, deviceCode } = config;
  const { keys, tokenEndpoint } = speakingV2(deps);
  const prove = (of: ApplicationId): ProveAnswerDeps => ({
    application: of,
    idTokens: createIdTokenReader({ cloud, clientId: of, keys, clock, dialect: standardDialect }),
    mfaProbe: createMfaProbe({ cloud, fetch, random }),
    clock,
  });
  const importing = { ...prove(application.id), cloud, tokenEndpoint };
  if (deviceCode === undefined) return { importing, deviceCodes: undefined };
  const { clientId } = deviceCode;
  const endpoint = createDeviceCodeEndpoint({ cloud, clientId, fetch, clock });
  return {
    importing,
    deviceCodes: {
      endpoint: watchDeviceCodeEndpoint(endpoint, observer.watch, observer.metrics),
      scopes: connectScopes(cloud),
      waiting: createWaitingSignIns(clock, random),
      prove: prove(clientId),
    },
  };
}

function speakingV2(deps: DirectGrantsDeps): {
  readonly keys: Pick<SigningKeys, 'find'>;
  readonly tokenEndpoint: TokenEndpoint;
} {
  const { config, signingKeys, tokenEndpoint } = deps;
  if (config.entra.endpoints === 'v2') return { keys: signingKeys, tokenEndpoint };
  const speaking = { ...deps, config: { ...config, entra: standardDialect } };
  return {
    keys: createWatchedSigningKeys(speaking),
    tokenEndpoint: createWatchedTokenEndpoint(speaking),
  };
}
