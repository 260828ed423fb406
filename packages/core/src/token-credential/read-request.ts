import { ConsentryError } from '../errors.ts';
import { isGuid, readTenantId, type TenantId } from '../ids.ts';
import type { CredentialRequestOptions } from './token-credential.ts';

/** Whom a credential is for. */
export interface CredentialOwner {
  /** Tenant id of the partner. */
  readonly partner: string;
  /**
   * Tenant id of the one customer. Left out for the partner's own tenant; `undefined` is refused, so that a variable
   * without a value does not turn a customer's credential into the partner's.
   */
  readonly customer?: string;
  /**
   * The only APIs that it gives tokens for, by their URIs, such as `https://graph.microsoft.com`. Left out: whatever
   * its partner and customer may have.
   */
  readonly resources?: readonly string[];
}

/** All that a credential gives tokens for. */
export interface CredentialBinding {
  readonly partner: TenantId;
  /** Undefined: the partner's own tenant. */
  readonly customer: TenantId | undefined;
  /** Where its tokens come from: the customer's tenant, or the partner's own. */
  readonly tenant: TenantId;
  readonly resources: readonly string[] | undefined;
}

/** What an SDK asks for: one API by its URI, and names of permissions; everything consented without names. */
export interface AskedFor {
  readonly resource: string;
  readonly scopes: string[] | undefined;
}

/**
 * @throws ConsentryError `invalid_request` for an id that is no GUID
 * @throws TypeError for a customer that is there and undefined
 */
export function readBinding(owner: CredentialOwner): CredentialBinding {
  if ('customer' in owner && owner.customer === undefined) {
    throw new TypeError('customer is undefined; leave it out for the partner’s own tenant');
  }
  const partner = readTenantId(owner.partner);
  const customer = owner.customer === undefined ? undefined : readTenantId(owner.customer);
  return { partner, customer, tenant: customer ?? partner, resources: owner.resources };
}

/**
 * Reads what an SDK asks for, and refuses whatever lies outside the binding: it is a server's challenge that an SDK
 * hands on.
 *
 * @throws ConsentryError `outside_binding` (another tenant or API, a token bound to a key), `step_up_needed` (a claims
 *   challenge), `invalid_request` (scopes that do not say of which API they are, or of several)
 */
export function readCredentialRequest(
  binding: CredentialBinding,
  scopes: string | readonly string[],
  options: CredentialRequestOptions = {},
): AskedFor {
  const { claims, tenantId, proofOfPossessionOptions } = options;
  const { tenant, resources } = binding;
  if (claims) throw stepUpNeeded(tenant);
  if (proofOfPossessionOptions !== undefined) throw outside(tenant, 'proofOfPossessionOptions');
  if (tenantId !== undefined && tenantId.toLowerCase() !== tenant)
    throw outside(tenant, 'tenantId', tenantId);
  const asked = readScopes([scopes].flat());
  if (resources !== undefined && !resources.includes(asked.resource)) throw outside(tenant, 'scopes');
  return asked;
}

function stepUpNeeded(tenant: TenantId): ConsentryError {
  return new ConsentryError('step_up_needed', {
    message: 'The API takes this token no longer, and asks for a sign-in that no credential can make.',
    facts: { reason: 'claims challenge', tenant },
  });
}

function outside(tenant: TenantId, option: string, asked?: string): ConsentryError {
  return new ConsentryError('outside_binding', {
    facts: { option, tenant, ...(isGuid(asked) ? { askedTenant: asked } : {}) },
  });
}

/** The API of a scope is all before its last slash, letter by letter: `https://api.example//.default` is of `https://api.example/`. */
function readScopes(scopes: readonly string[]): AskedFor {
  const parts = scopes.map((scope) => /^(.+)\/([^/]+)$/.exec(scope) ?? []);
  const names = parts.map(([, , name = '']) => name);
  const [resource, ...others] = new Set(parts.map(([, uri = '']) => uri));
  if (resource === undefined || resource === '' || others.includes('')) {
    throw new ConsentryError('invalid_request', {
      message: 'A scope does not say of which API it is.',
      remedy: 'Write it with its API, such as https://graph.microsoft.com/.default.',
    });
  }
  if (others.length > 0) {
    throw new ConsentryError('invalid_request', {
      message: 'The scopes are of several APIs.',
      remedy: 'Ask for one API at a time: a token is for one.',
    });
  }
  return { resource, scopes: names.every((name) => name === '.default') ? undefined : names };
}
