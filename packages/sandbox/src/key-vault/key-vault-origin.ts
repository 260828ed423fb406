import { randomUUID } from 'node:crypto';
import { verifyBearer } from '../bearer.ts';
import type { BearerResult } from '../bearer.ts';
import { fingerprint } from '../ids.ts';
import type { VaultOperation } from '../ledger.ts';
import type { SandboxParts } from '../parts.ts';
import type { Vault } from '../world/types.ts';
import { assertPermission, authorizeCall, writeChallenge } from './authorize-call.ts';
import { backUpSecret, restoreSecret } from './backups.ts';
import type { VaultAnswer, VaultCall } from './call.ts';
import { listDeletedSecrets, purgeSecret, readDeletedSecret, recoverSecret } from './deleted-secrets.ts';
import { baseUrlOf, findVault } from './find-vault.ts';
import { NEEDED_PERMISSION, findRoute, isSecretName, isVersion } from './find-route.ts';
import type { VaultRoute } from './find-route.ts';
import { createSecretStore } from './secret-store.ts';
import type { SecretStore } from './secret-store.ts';
import { deleteSecret, listSecrets, listVersions, readSecret, setSecret, updateSecret } from './secrets.ts';
import { createThrottle } from './throttle.ts';
import type { Throttle } from './throttle.ts';
import { VaultError, answerVaultError, badParameter } from './vault-error.ts';

type Operate = (call: VaultCall) => VaultAnswer | Promise<VaultAnswer>;

const OPERATIONS: Record<VaultOperation, Operate> = {
  set: setSecret,
  get: readSecret,
  update: updateSecret,
  list: listSecrets,
  'list-versions': listVersions,
  delete: deleteSecret,
  'list-deleted': listDeletedSecrets,
  'get-deleted': readDeletedSecret,
  recover: recoverSecret,
  purge: purgeSecret,
  backup: backUpSecret,
  restore: restoreSecret,
};

/** The stable ones; the newest, which is last, is what Microsoft's own client sends (2026-11). */
const API_VERSIONS = ['7.3', '7.4', '7.5', '7.6', '2025-07-01', '2026-04-01'];

/** Key Vault: every path of its origin, for every vault of the world. Secrets live as long as the sandbox. */
export function createKeyVaultService(parts: SandboxParts): (request: Request) => Promise<Response> {
  const stores = new Map<string, SecretStore>();
  const throttle = createThrottle(parts);
  function storeOf({ name }: Vault): SecretStore {
    const store = stores.get(name) ?? createSecretStore(parts.clock.now);
    stores.set(name, store);
    return store;
  }

  return async (request) => {
    const { hostname, pathname } = new URL(request.url);
    const vault = findVault(parts, hostname);
    const route = findRoute(request.method, pathname);
    const bearer = await verifyBearer(parts, request);
    try {
      if (vault === undefined)
        throw new VaultError(404, 'VaultNotFound', `There is no vault at ${hostname}.`);
      const answer = await serve(parts, throttle, request, bearer, vault, route, storeOf(vault));
      const status = answer.body === undefined ? 204 : 200;
      recordVersions(parts, vault, answer);
      recordCall(parts, bearer, vault, route, status, answer);
      const headers = { 'x-ms-request-id': randomUUID(), 'cache-control': 'no-cache' };
      return status === 204
        ? new Response(null, { status, headers })
        : Response.json(answer.body, { headers });
    } catch (error) {
      if (!(error instanceof VaultError)) throw error;
      recordCall(parts, bearer, vault, route, error.status);
      const isChallenge = error.status === 401 && vault !== undefined;
      return answerVaultError(
        error,
        isChallenge ? { 'www-authenticate': writeChallenge(parts, vault, hostname) } : {},
      );
    }
  };
}

/** Serves one request: who calls, how often, then what is asked, whether the caller may, and only then the secret. */
async function serve(
  parts: SandboxParts,
  throttle: Throttle,
  request: Request,
  bearer: BearerResult,
  vault: Vault,
  route: VaultRoute | undefined,
  secrets: SecretStore,
): Promise<VaultAnswer> {
  const claims = authorizeCall(parts, vault, bearer);
  throttle.admit(vault);
  const url = new URL(request.url);
  if (route === undefined) throw badParameter(`Method ${request.method} is not allowed at this path.`);
  assertApiVersion(url.searchParams.get('api-version'));
  assertPermission(vault, claims, NEEDED_PERMISSION[route.operation]);
  const { operation, name, version } = route;
  if (name !== undefined && !isSecretName(name)) {
    throw badParameter('The name of a secret has 1 to 127 characters, which are 0-9, a-z, A-Z and -.');
  }
  if (version !== undefined && !isVersion(version)) throw badParameter('A version has 32 hex digits.');
  return OPERATIONS[operation]({
    request,
    url,
    now: parts.clock.now(),
    vault,
    baseUrl: baseUrlOf(parts, vault, url.hostname),
    secrets,
    name: name ?? '',
    ...(version === undefined ? {} : { version: version.toLowerCase() }),
  });
}

function assertApiVersion(version: string | null): void {
  if (version === null) throw badParameter('The query parameter api-version must be given.');
  if (!API_VERSIONS.includes(version)) {
    const newest = API_VERSIONS.at(-1) ?? '';
    throw badParameter(
      `The specified version (${version}) is not recognized. Consider using the latest supported version (${newest}).`,
    );
  }
}

/** Writes the versions that came to be into the ledger. */
function recordVersions({ ledger, clock }: SandboxParts, vault: Vault, { made }: VaultAnswer): void {
  for (const { id, value } of made?.versions ?? []) {
    ledger.write({
      kind: 'secret-version',
      at: clock.now(),
      vault: vault.name,
      secretName: made?.secretName ?? '',
      version: id,
      valueFingerprint: fingerprint(value),
    });
  }
}

/** Writes the call into the ledger. What is not a good name or version is not written: it could be anything. */
function recordCall(
  parts: SandboxParts,
  bearer: BearerResult,
  vault: Vault | undefined,
  route: VaultRoute | undefined,
  status: number,
  answer: VaultAnswer = {},
): void {
  const { name, operation } = route ?? {};
  const version = answer.version ?? route?.version?.toLowerCase();
  parts.ledger.write({
    kind: 'vault-call',
    at: parts.clock.now(),
    ...(vault === undefined ? {} : { vault: vault.name }),
    ...(operation === undefined ? {} : { operation }),
    ...(name !== undefined && isSecretName(name) ? { secretName: name } : {}),
    ...(version !== undefined && isVersion(version) ? { version } : {}),
    ...(answer.setValue === undefined ? {} : { valueFingerprint: fingerprint(answer.setValue) }),
    ...(bearer.ok ? { tenant: bearer.claims.tenantId, accessTokenId: bearer.claims.tokenId } : {}),
    status,
  });
}
