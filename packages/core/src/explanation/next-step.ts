import { adminConsentUrl } from '../entra/admin-consent-url.ts';
import type { Cloud } from '../entra/cloud.ts';
import { findAadsts, lookUpAadsts } from '../entra/explain.ts';
import { claimsOf } from '../entra/token-failure.ts';
import { type Actor, ConsentryError, type ErrorCode, type Facts } from '../errors.ts';
import { type ApplicationId, type GrantId, isGuid, readTenantId, type TenantId } from '../ids.ts';

/** What was asked for when a refusal came, as far as the next step depends on it. */
export interface RefusalContext {
  readonly cloud: Cloud;
  readonly application: ApplicationId;
  /** Where an administrator comes back to after an approval. */
  readonly approveRedirectUri: string;
  readonly partner: TenantId;
  /** The grant that was used; undefined where none was found. */
  readonly grant: GrantId | undefined;
  /** Full scope names of the target that was asked for; undefined where none was read. */
  readonly scopes: readonly string[] | undefined;
}

/** What is added to a refusal. */
interface NextStep {
  readonly remedy?: string;
  readonly actor?: Actor;
  readonly facts?: Facts;
}

/** Numbers that the consent of an administrator of the tenant ends. */
const consentNumbers: readonly unknown[] = [65001, 90094, 90095, 90099, 700016, 7000229];

/**
 * Says exactly what to do after a refusal, where that is known: the link by which an administrator consents, the
 * invitation that carries a challenge, the credential of ours that was refused. The code stays what it was.
 *
 * Safe to show to whoever may see the refusal: what is added are ids, addresses and instants.
 */
export function withNextStep(error: ConsentryError, context: RefusalContext): ConsentryError {
  const { code, message, remedy, facts, retryAfterMs } = error;
  const step = nextSteps[code]?.(error, context) ?? {};
  const aadsts = typeof facts['aadsts'] === 'number' ? facts['aadsts'] : undefined;
  const known = aadsts === undefined ? undefined : findAadsts(aadsts);
  const actor = step.actor ?? (known?.code === code ? known.actor : error.entry.actor);
  return new ConsentryError(code, {
    message,
    remedy: step.remedy ?? remedy,
    facts: {
      ...facts,
      ...(facts['tenant'] !== undefined && whatWasAsked(context)),
      ...step.facts,
      actor,
      ...(aadsts !== undefined && { link: lookUpAadsts(aadsts) }),
    },
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    cause: error,
  });
}

/** Which application was refused in the tenant that is named, and for which API. */
function whatWasAsked({ application, scopes }: RefusalContext): Facts {
  const resource = resourceAsked(scopes);
  return { application, ...(resource !== undefined && { resource }) };
}

/** The scopes of a target are of one API. */
function resourceAsked([scope]: readonly string[] = []): string | undefined {
  return scope?.slice(0, scope.lastIndexOf('/'));
}

type FindNextStep = (error: ConsentryError, context: RefusalContext) => NextStep;

const nextSteps: Readonly<Partial<Record<ErrorCode, FindNextStep>>> = {
  tenant_setup: stepOfTenant,
  consent_needed: stepOfGrant,
  step_up_needed: stepOfGrant,
  grant_revoked: stepOfGrant,
  ca_blocked: ({ facts }, { partner }) =>
    facts['tenant'] === partner ? {} : { actor: 'customer administrator' },
  client_credential: stepOfCredential,
};

function stepOfTenant({ facts }: ConsentryError, context: RefusalContext): NextStep {
  const { aadsts, error, suberror, tenant: named } = facts;
  const isConsent =
    consentNumbers.includes(aadsts) ||
    (aadsts === undefined && [error, suberror].includes('consent_required'));
  const tenant = isGuid(named) ? readTenantId(named) : undefined;
  if (!isConsent || tenant === undefined) return {};
  if (tenant === context.partner) {
    return {
      actor: 'partner administrator',
      remedy: `Let an administrator of the partner approve the application: consentry invite --approve --partner ${tenant}`,
    };
  }
  const consentUrl = consentUrlFor(context, tenant);
  if (consentUrl === undefined) return {};
  return {
    remedy: `Consent for tenant ${tenant} through Partner Center (applicationconsents: \`consentry consents grant\`), or let an administrator of this tenant open the link in \`consentUrl\` and accept.`,
    facts: { consentUrl },
  };
}

/**
 * The link by which an administrator of a tenant consents to what the application's registration names for the API that
 * was asked for. It carries no state: what comes back proves nothing and is not needed, the next request shows it.
 */
function consentUrlFor(context: RefusalContext, tenant: TenantId): string | undefined {
  const resource = resourceAsked(context.scopes);
  if (resource === undefined) return undefined;
  return adminConsentUrl(context.cloud, {
    tenant,
    clientId: context.application,
    redirectUri: context.approveRedirectUri,
    scopes: [`${resource}/.default`],
  });
}

/** The new consent of the same account; where Entra challenged it, with the challenge. */
function stepOfGrant(error: ConsentryError, { grant }: RefusalContext): NextStep {
  if (grant === undefined) return {};
  const carries = claimsOf(error) === undefined ? '' : ' (the link carries the challenge)';
  return {
    remedy: `${error.remedy} The command for it: consentry invite --for-grant ${grant}${carries}`,
    facts: { grant },
  };
}

function stepOfCredential({ facts, remedy }: ConsentryError, { application }: RefusalContext): NextStep {
  const { credential, credentialName, credentialThumbprint, credentialEndsAt, alsoRefused } = facts;
  const which =
    credential === 'certificate'
      ? `the certificate with the thumbprint ${String(credentialThumbprint)}, which ends at ${String(credentialEndsAt)}`
      : 'the configured client secret';
  // A public client has none: its registration was refused.
  if (credential === undefined || credential === 'none') return {};
  const name = credentialName === undefined ? '' : ` (${String(credentialName)})`;
  const others = Array.isArray(alsoRefused) ? ` Refused as well: ${alsoRefused.join(', ')}.` : '';
  return { remedy: `${remedy} It is ${which}${name}, of the application ${application}.${others}` };
}
