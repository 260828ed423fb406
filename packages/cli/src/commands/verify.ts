import {
  type Cloud,
  ConsentryError,
  checkSignature,
  isGuid,
  readApplicationId,
  readObjectId,
  readTenantId,
  type TokenCheck,
  type TokenVerification,
  verifyToken,
  type WantedToken,
  withCheck,
} from '@consentry/core';
import { systemClock } from '@consentry/core/node';
import { readToken } from '../read-token.ts';
import type { Run } from '../run.ts';
import { findPlace, type PlaceOptions, withKeys } from '../verification-place.ts';
import { describeVerification } from './describe-verification.ts';

interface VerifyOptions extends PlaceOptions {
  /** Refused: a token is never an argument. */
  readonly token?: readonly string[];
  readonly file?: string;
  readonly resource?: string;
  readonly tenant?: string;
  readonly application?: string;
  readonly account?: string;
  readonly scope?: readonly string[];
  readonly role?: readonly string[];
  readonly mfa?: boolean;
  readonly fetchKeys?: boolean;
}

/**
 * Checks a token of standard input or of a file, without a broker and, but for `--fetch-keys`, without the network. Ends with 1
 * where something that was asked did not pass. The token itself is never printed.
 *
 * @throws ConsentryError `usage`, `invalid_request`, `invalid_configuration`; with `--fetch-keys` those of the signing keys
 */
export const verify: Run<VerifyOptions> = async (options, output) => {
  const { token: inArguments = [], scope = [], role = [], own = [] } = options;
  if (inArguments.length > 0 || [...scope, ...role, ...own].some(isTokenLike)) {
    throw new ConsentryError('usage', {
      message: 'A token is never taken as an argument: other users of this machine can read those.',
      remedy:
        'Give it on standard input or with --file. The one that was just written stands in the history of the shell: let it expire, or remove it there.',
    });
  }
  const place = await findPlace(options);
  const wanted = readWanted(options, place.cloud);
  if (options.file === undefined && process.stdin.isTTY)
    output.note('Give the token here, on one line, and end with Ctrl-D.');
  const token = await readToken(
    options.file,
    'Give the access token alone, as `consentry token` prints it: consentry token … | consentry verify …',
  );
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

/** A list of permissions or audiences swallows whatever stands behind it, so a token may have come in there. */
function isTokenLike(text: string): boolean {
  return !/^[\x21-\x7e]{1,200}$/.test(text) || text.startsWith('eyJ');
}

const notFetched: TokenCheck = {
  name: 'signature',
  outcome: 'unknown',
  asked: false,
  explanation:
    'It was not checked, so nothing above is proven. With --fetch-keys it is, for tokens that are meant for us.',
};

/** @throws ConsentryError `usage`, `invalid_request` */
function readWanted(options: VerifyOptions, cloud: Cloud): WantedToken {
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
