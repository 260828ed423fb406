import type { Access, AuditEvent, CallerId, GrantId, TenantId } from '@consentry/core';
import type { AuditLog } from '../stores/audit/audit-log.ts';

/** Access tokens of one kind that a caller holds and that are still valid. */
export interface LivingTokens {
  readonly caller: CallerId;
  /** Undefined for tokens of the application alone. */
  readonly grant: GrantId | undefined;
  readonly access: Access;
  readonly tenant: TenantId;
  readonly resource: string;
  readonly handedOut: number;
  /** When the last of them ends, epoch milliseconds. */
  readonly expiresAt: number;
}

/** Whose tokens are looked for: of one grant, of one partner, or everybody's. */
export type TokensOf =
  | { readonly grant: GrantId; readonly partner: TenantId }
  | { readonly partner?: TenantId };

type Issued = Extract<AuditEvent, { readonly type: 'token.issued' }>;

/**
 * The longest that an access token lives: those of sessions that Entra may end early live 20 to 28 hours.
 * @see https://learn.microsoft.com/entra/identity-platform/access-tokens#token-lifetime (2026-11)
 */
const longestLifeMs = 28 * 60 * 60 * 1000;
const pageSize = 1000;

/**
 * Looks in the audit, where every token stands before it is handed out.
 * @param mostRecords so many are looked at, the newest first
 * @returns the tokens, the last to end first; `isComplete` is false where there were more records than are looked at
 * @throws ConsentryError `store_unavailable`
 */
export async function findLivingTokens(
  audit: Pick<AuditLog, 'read'>,
  of: TokensOf,
  now: number,
  mostRecords = 1_000_000,
): Promise<{ readonly tokens: readonly LivingTokens[]; readonly isComplete: boolean }> {
  const found = new Map<string, LivingTokens>();
  let after: string | undefined;
  for (let read = 0; read < mostRecords; read += pageSize) {
    const page = await audit.read({ limit: pageSize, after, tenant: of.partner });
    for (const event of page.events) if (isLiving(event, of, now)) add(found, event);
    const oldest = page.events.at(-1);
    after = page.next;
    if (after === undefined || (oldest !== undefined && oldest.at < now - longestLifeMs)) {
      const tokens = [...found.values()].toSorted((one, other) => other.expiresAt - one.expiresAt);
      return { tokens, isComplete: true };
    }
  }
  return { tokens: [...found.values()], isComplete: false };
}

function isLiving(event: AuditEvent, of: TokensOf, now: number): event is Issued {
  if (event.type !== 'token.issued' || event.expiresAt <= now) return false;
  if (of.partner !== undefined && event.partner !== of.partner) return false;
  return !('grant' in of) || event.grant === of.grant;
}

function add(found: Map<string, LivingTokens>, event: Issued): void {
  const { grant, access, tenant, resource, expiresAt } = event;
  // Only callers are handed tokens.
  const caller = event.actor as CallerId;
  const key = [caller, grant, access, tenant, resource].join(' ');
  const known = found.get(key);
  found.set(key, {
    caller,
    grant,
    access,
    tenant,
    resource,
    handedOut: (known?.handedOut ?? 0) + 1,
    expiresAt: Math.max(known?.expiresAt ?? 0, expiresAt),
  });
}
