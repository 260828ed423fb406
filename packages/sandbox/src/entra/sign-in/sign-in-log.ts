import { randomUUID } from 'node:crypto';
import type { SandboxParts } from '../../parts.ts';
import { findTenant } from '../../world/find.ts';
import { findPresence } from '../../world/presence.ts';
import type { ConditionalAccessPolicy, User } from '../../world/types.ts';
import type { Authentication } from '../authentication.ts';
import type { AccessAttempt } from '../conditional-access/access-attempt.ts';
import { findDemands } from '../conditional-access/find-demands.ts';
import { listMatchingPolicies } from '../conditional-access/list-applying-policies.ts';
import { listGrants, listWantedGrants } from '../conditional-access/wanted-grants.ts';
import { remember } from '../forget.ts';
import { findFederation, isCodeElsewhere } from './factors.ts';
import { LOG_LIFE_MS } from './sign-in-event.ts';
import type { PolicyResult, SignInEvent, SignInProtocol } from './sign-in-event.ts';

/** What a sign-in or a token request tells of itself. */
export interface SignInFacts {
  user: User;
  tenantId: string;
  clientId: string;
  resources: readonly string[];
  clientAddress: string;
  isInteractive: boolean;
  protocol: SignInProtocol;
  /** What the person showed. Absent where it did not come so far. */
  evidence?: Pick<Authentication, 'amr' | 'hasPassedChallenge'>;
  /** The AADSTS number of a refusal. */
  code?: number;
}

/** How many sign-ins the logs of all tenants hold. The oldest goes for the newest. */
const MOST_EVENTS = 100_000;

/** Writes a sign-in into the log of the tenant. Of somebody who has no business there, nothing is kept. */
export function logSignIn(parts: SandboxParts, facts: SignInFacts): void {
  const { user, tenantId, resources, clientAddress, evidence, code = 0 } = facts;
  const { world, clock, entra } = parts;
  const tenant = findTenant(world, tenantId);
  const presence = findPresence(parts, user, tenantId);
  if (tenant === undefined || presence === undefined) return;
  const attempt: AccessAttempt = { user, tenant, presence, resources, clientAddress };
  const { amr, hasPassedChallenge } = evidence ?? { amr: [], hasPassedChallenge: false };
  const [resource] = resources;
  const event: SignInEvent = {
    id: randomUUID(),
    at: clock.now(),
    tenantId,
    user: {
      objectId: user.objectId,
      tenantId: user.tenantId,
      userPrincipalName: user.userPrincipalName,
      displayName: user.displayName,
      ...(user.mail === undefined ? {} : { mail: user.mail }),
      ...(user.device === undefined ? {} : { device: user.device }),
    },
    objectId: presence.objectId,
    presence: presence.kind,
    clientId: facts.clientId,
    ...(resource === undefined ? {} : { resource }),
    clientAddress,
    isInteractive: facts.isInteractive,
    protocol: facts.protocol,
    isFederated: findFederation(world, user) !== undefined,
    ...(isMfa(amr) ? { mfaBy: isCodeElsewhere(world, user) ? 'provider' : 'entra' } : {}),
    amr,
    hasPassedChallenge,
    code,
    mfaSources: findDemands(world, attempt).mfaSources,
    policies: listMatchingPolicies(world, attempt).map(({ id, displayName, ...policy }) => ({
      id,
      displayName,
      grants: listGrants(policy),
      result: judge({ id, displayName, ...policy }, user, { amr, hasPassedChallenge }),
    })),
  };
  const isUseless = (old: SignInEvent): boolean =>
    entra.signIns.size >= MOST_EVENTS || event.at - old.at > LOG_LIFE_MS;
  remember(entra.signIns, event.id, event, isUseless);
}

function isMfa(amr: readonly string[]): boolean {
  return amr.includes('mfa') || amr.includes('ngcmfa');
}

function judge(
  policy: ConditionalAccessPolicy,
  user: User,
  { amr, hasPassedChallenge }: Pick<Authentication, 'amr' | 'hasPassedChallenge'>,
): PolicyResult {
  const missing = listWantedGrants(policy, user).filter((wanted) => {
    if (wanted === 'mfa') return !amr.includes('mfa');
    return wanted !== 'external-challenge' || !hasPassedChallenge;
  });
  const isReport = policy.state === 'report-only';
  if (missing.length === 0) return isReport ? 'reportOnlySuccess' : 'success';
  if (!isReport) return 'failure';
  const isForPerson = missing.every((wanted) => wanted === 'mfa' || wanted === 'external-challenge');
  return isForPerson ? 'reportOnlyInterrupted' : 'reportOnlyFailure';
}
