import type { AuthorizeRecord } from '../../ledger.ts';
import type { SandboxParts } from '../../parts.ts';
import type { EntraRefusal } from '../refusal.ts';

/** Notes in the ledger that a browser came with a request, and whether the request was good. */
export function recordVisit(
  parts: SandboxParts,
  where: Pick<AuthorizeRecord, 'endpoint' | 'version'>,
  tenant: string,
  query: URLSearchParams,
  refusal?: EntraRefusal,
): void {
  const clientId = query.get('client_id');
  const redirectUri = query.get('redirect_uri');
  const prompt = query.get('prompt');
  parts.ledger.write({
    kind: 'authorize',
    at: parts.clock.now(),
    ...where,
    tenant,
    ...(clientId === null ? {} : { clientId }),
    ...(redirectUri === null ? {} : { redirectUri }),
    ...(prompt === null ? {} : { prompt }),
    codes: refusal === undefined ? [] : [refusal.code],
  });
}
