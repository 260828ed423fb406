import { join } from 'node:path';
import { declareCloud, readApplicationId, Secret } from '@consentry/core';
import { DEFAULT_APPLICATION } from '@consentry/sandbox';
import type { BrokerConfig } from '@consentry/server';
import type { BrokerPlace } from './messages.ts';

/** The configuration of a broker for the sandbox's application. Its log is written, as in production. */
export function brokerConfig(place: BrokerPlace): BrokerConfig {
  const { folder, replica = 'data', origins, publicPort, database } = place;
  return {
    cloud: declareCloud({
      name: 'bench-cloud',
      loginBaseUrl: origins.login,
      resources: {
        'partner-center': { baseUrl: origins.partnerCenter },
        graph: { baseUrl: origins.graph },
      },
    }),
    allowLocal: true,
    extraCa: undefined,
    application: {
      id: readApplicationId(DEFAULT_APPLICATION.clientId),
      name: 'Example Integration',
      kind: 'vendor',
      credential: { kind: 'secret', secret: Secret.of(DEFAULT_APPLICATION.secret) },
    },
    entra: { endpoints: 'v2', responseType: 'code' },
    issuers: [],
    publicUrl: `http://localhost:${publicPort}`,
    // Who signs in comes to the first one; where there are others, a proxy would choose.
    publicListener: { host: 'localhost', port: place.replica === undefined ? publicPort : 0 },
    apiListener: { host: '127.0.0.1', port: 0 },
    dataDir: join(folder, replica),
    masterKeyFile: join(folder, `${replica}.key`),
    database: database && { ...database, password: Secret.of(database.password), tls: undefined },
    log: { level: 'info' },
    refreshTokens: 'reusable',
    invitation: { lifetimeMs: 24 * 60 * 60 * 1000 },
    consent: { prompt: 'select_account', amrValues: 'mfa' },
  };
}
