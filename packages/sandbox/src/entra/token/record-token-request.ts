import type { TokenOutcome, TokenRequestRecord } from '../../ledger.ts';
import type { SandboxParts } from '../../parts.ts';

/** Notes a token request and its outcome in the ledger. Neither tokens nor credentials go there. */
export function recordTokenRequest(
  parts: SandboxParts,
  { tenant, version }: Pick<TokenRequestRecord, 'tenant' | 'version'>,
  form: URLSearchParams,
  outcome: TokenOutcome,
  more: Pick<TokenRequestRecord, 'resource' | 'clientAuthentication'>,
): void {
  const grantType = form.get('grant_type');
  const clientId = form.get('client_id');
  parts.ledger.write({
    kind: 'token-request',
    at: parts.clock.now(),
    tenant,
    version,
    ...(grantType === null ? {} : { grantType }),
    ...(clientId === null ? {} : { clientId }),
    scopes: (form.get('scope') ?? '').split(/\s+/).filter((scope) => scope !== ''),
    outcome,
    ...more,
  });
}
