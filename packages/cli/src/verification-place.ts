import {
  type BuiltInCloudName,
  builtInCloudNames,
  type Cloud,
  ConsentryError,
  clouds,
  createSigningKeys,
  type EndpointVersion,
  findDialect,
  type SigningKeys,
  standardDialect,
} from '@consentry/core';
import { createNodeFetch, type ProxyOptions, systemClock } from '@consentry/core/node';

export interface PlaceOptions {
  readonly cloud?: string;
  readonly config?: string;
  readonly own?: readonly string[];
}

/** The cloud that the token should be of, and which audiences are ours. */
export interface Place {
  readonly cloud: Cloud;
  readonly ownAudiences: readonly string[];
  readonly allowLocal: boolean;
  readonly ca: string | undefined;
  readonly proxy: ProxyOptions | undefined;
}

/** @throws ConsentryError `usage`, `invalid_configuration` */
export async function findPlace(options: PlaceOptions): Promise<Place> {
  const { own = [], config: file } = options;
  if (file === undefined) {
    return {
      cloud: readCloud(options.cloud ?? 'public'),
      ownAudiences: own,
      allowLocal: false,
      ca: undefined,
      proxy: undefined,
    };
  }
  if (options.cloud !== undefined) {
    throw new ConsentryError('usage', {
      message: 'The configuration names the cloud already.',
      remedy: 'Give either --cloud or --config.',
    });
  }
  const { loadConfig } = await import('./load-config.ts');
  const { cloud, application, allowLocal, extraCa: ca, proxy } = await loadConfig({ file });
  return { cloud, ownAudiences: [application.id, `api://${application.id}`, ...own], allowLocal, ca, proxy };
}

/** A cloud of Microsoft’s by its name. @throws ConsentryError `usage` */
export function readCloud(name: string): Cloud {
  if (builtInCloudNames.includes(name as BuiltInCloudName)) return clouds[name as BuiltInCloudName];
  throw new ConsentryError('usage', {
    message: 'There is no such cloud.',
    remedy: `Name one of ${builtInCloudNames.join(', ')}, or the broker’s configuration with --config.`,
  });
}

/** Lends the signing keys of a cloud, which are fetched when the first is looked for. */
export async function withKeys<T>(
  { cloud, allowLocal, ca, proxy }: Place,
  check: (keysOf: (generation: EndpointVersion) => SigningKeys) => Promise<T>,
): Promise<T> {
  const fetch = createNodeFetch({ allowLocal, proxy, ...(ca === undefined ? {} : { ca }) });
  try {
    return await check((generation) => {
      const dialect = findDialect(generation, 'code id_token') ?? standardDialect;
      return createSigningKeys({ cloud, fetch, clock: systemClock, dialect });
    });
  } finally {
    await fetch.close();
  }
}
