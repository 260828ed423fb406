import {
  type BuiltInCloudName,
  builtInCloudNames,
  checkSignature,
  type Cloud,
  clouds,
  ConsentryError,
  createSigningKeys,
  type EndpointVersion,
  findDialect,
  isGuid,
  readApplicationId,
  readObjectId,
  readTenantId,
  type SigningKeys,
  standardDialect,
  type TokenCheck,
  type TokenVerification,
  verifyToken,
  withCheck,
} from '@consentry/core';
import { createNodeFetch, systemClock } from '@consentry/core/node';
import { readToken } from '../read-token.ts';
import type { Run } from '../run.ts';
import { describeVerification } from './describe-verification.ts';

interface VerifyOptions {
  /** Refused: a token is never an argument. */
  readonly token?: string;
  readonly file?: string;
  readonly resource?: string;
  readonly tenant?: string;
  readonly application?: string;
  readonly account?: string;
  readonly scope?: readonly string[];
  readonly role?: readonly string[];
  readonly mfa?: boolean;
  readonly cloud?: string;
  readonly config?: string;
  readonly own?: readonly string[];
  readonly fetchKeys?: boolean;
}

/** The cloud that the token should be of, and which audiences are ours. */
interface Place {
  readonly cloud: Cloud;
  readonly ownAudiences: readonly string[];
  readonly allowLocal: boolean;
  readonly ca: string | undefined;
}

/**
 * Checks a token of standard input or of a file, without a broker and, but for `--fetch-keys`, without the network. Ends with 1
 * where something that was asked did not pass. The token itself is never printed.
 *
 * @throws ConsentryError `usage`, `invalid_request`, `invalid_configuration`; with `--fetch-keys` those of the signing keys
 */
export const verify: Run<VerifyOptions> = async (options, output) => {
  if (options.token !== undefined) {
    throw new ConsentryError('usage', {
      message: 'A token is never taken as an argument: other users of this machine can read those.',
      remedy:
        'Give it on standard input or with --file. The one that was just written stands in the history of the shell: let it expire, or remove it there.',
    });
  }
  const place = await findPlace(options);
  const wanted = readWanted(options, place.cloud);
  const token = await readToken(options.file);
  const { cloud } = place;
  const verification = verifyToken({ token, wanted, cloud, now: systemClock.now() });
  const signature =
    options.fetchKeys === true
      ? await withKeys(place, (keysOf) =>
          checkSignature({ token, cloud, ownAudiences: place.ownAudiences, keysOf }),
        )
      : notFetched;
  const whole = verification.claims === undefined ? verification : withCheck(verification, signature);
  output.result(() => describeVerification(whole), toJson(whole));
  if (whole.verdict !== 'passed') process.exitCode = 1;
};

const notFetched: TokenCheck = {
  name: 'signature',
  outcome: 'unknown',
  asked: false,
  explanation:
    'It was not checked, so nothing above is proven. With --fetch-keys it is, for tokens that are meant for us.',
};

/** @throws ConsentryError `usage`, `invalid_configuration` */
async function findPlace(options: VerifyOptions): Promise<Place> {
  const { own = [], config: file } = options;
  if (file === undefined) {
    return {
      cloud: readCloud(options.cloud ?? 'public'),
      ownAudiences: own,
      allowLocal: false,
      ca: undefined,
    };
  }
  if (options.cloud !== undefined) {
    throw new ConsentryError('usage', {
      message: 'The configuration names the cloud already.',
      remedy: 'Give either --cloud or --config.',
    });
  }
  const { loadConfig } = await import('../load-config.ts');
  const { cloud, application, allowLocal, extraCa: ca } = await loadConfig({ file });
  return { cloud, ownAudiences: [application.id, `api://${application.id}`, ...own], allowLocal, ca };
}

function readCloud(name: string): Cloud {
  if (builtInCloudNames.includes(name as BuiltInCloudName)) return clouds[name as BuiltInCloudName];
  throw new ConsentryError('usage', {
    message: 'There is no such cloud.',
    remedy: `Name one of ${builtInCloudNames.join(', ')}, or the broker’s configuration with --config.`,
  });
}

/** @throws ConsentryError `usage`, `invalid_request` */
function readWanted(options: VerifyOptions, cloud: Cloud): Parameters<typeof verifyToken>[0]['wanted'] {
  const { resource, tenant, application, account, scope, role, mfa } = options;
  const isKnown = resource === undefined || Object.hasOwn(cloud.resources, resource);
  if (!isKnown && !isGuid(resource) && !URL.canParse(resource)) {
    throw new ConsentryError('usage', {
      message: `The cloud ${cloud.name} has no resource of this name.`,
      remedy: `Name one of ${Object.keys(cloud.resources).join(', ')}, or a resource URI.`,
    });
  }
  return {
    resource,
    tenant: tenant === undefined ? undefined : readTenantId(tenant),
    application: application === undefined ? undefined : readApplicationId(application),
    account: account === undefined ? undefined : readObjectId(account),
    scopes: scope,
    roles: role,
    mfa,
  };
}

async function withKeys<T>(
  { cloud, allowLocal, ca }: Place,
  check: (keysOf: (generation: EndpointVersion) => SigningKeys) => Promise<T>,
): Promise<T> {
  const fetch = createNodeFetch({ allowLocal, ...(ca === undefined ? {} : { ca }) });
  try {
    return await check((generation) => {
      const dialect = findDialect(generation, 'code id_token') ?? standardDialect;
      return createSigningKeys({ cloud, fetch, clock: systemClock, dialect });
    });
  } finally {
    await fetch.close();
  }
}

/** Instants as the API writes them. */
function toJson({ verdict, claims, checks }: TokenVerification): unknown {
  if (claims === undefined) return { verdict, checks };
  const { issuedAt, validFrom, expiresAt } = claims;
  const instants = {
    issuedAt: toInstant(issuedAt),
    validFrom: toInstant(validFrom),
    expiresAt: toInstant(expiresAt),
  };
  return { verdict, claims: { ...claims, ...instants }, checks };
}

function toInstant(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString();
}
