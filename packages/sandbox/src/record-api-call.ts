import type { BearerResult } from './bearer.ts';
import type { ApiCallRecord } from './ledger.ts';
import type { SandboxParts } from './parts.ts';

/** Writes a call at an API into the ledger. */
export function recordApiCall(
  { ledger, clock }: SandboxParts,
  service: ApiCallRecord['service'],
  request: Request,
  bearer: BearerResult,
  status: number,
): void {
  const { pathname, search } = new URL(request.url);
  ledger.write({
    kind: 'api-call',
    at: clock.now(),
    service,
    method: request.method,
    path: `${pathname}${search}`,
    ...(bearer.ok ? { tenant: bearer.claims.tenantId, accessTokenId: bearer.claims.tokenId } : {}),
    status,
  });
}
