import { findDomain, findTenant } from '../../world/find.ts';
import type { DomainFederation, Tenant, User, World } from '../../world/types.ts';
import type { SignInFlow } from './sign-in-flow.ts';

/** What a tenant's `federation` stands for: its provider does MFA, and never tells. */
const SILENT_PROVIDER: DomainFederation = { sendsMfaClaim: false, mfaBehavior: 'enforce' };

/** Finds how the domain of a user is federated, at home. Undefined for a user who signs in at Entra. */
export function findFederation(world: World, user: User): DomainFederation | undefined {
  const tenant = findTenant(world, user.guestOf ?? user.tenantId);
  if (tenant?.federation !== undefined) return SILENT_PROVIDER;
  const login = user.guestOf === undefined ? user.userPrincipalName : (user.mail ?? user.userPrincipalName);
  return tenant && findDomain(tenant, login.split('@').at(-1) ?? '')?.federation;
}

/** Who takes the one-time code. Only Entra, and a provider that tells, make it MFA in the eyes of Entra. */
type CodeTaker = 'entra' | 'telling-provider' | 'silent-provider' | 'third-party';

function findCodeTaker(world: World, user: User): CodeTaker {
  if (user.secondFactor === 'third-party') return 'third-party';
  const federation = findFederation(world, user);
  if (federation === undefined || federation.mfaBehavior === 'reject') return 'entra';
  if (federation.sendsMfaClaim) return 'telling-provider';
  // Where Entra may do its own, a provider that does none leaves it to Entra.
  return federation.mfaBehavior === 'enforce' ? 'silent-provider' : 'entra';
}

/** True for a user whose one-time code goes to somebody who does not tell Entra of it. */
export function isMfaUnseen(world: World, user: User): boolean {
  return ['silent-provider', 'third-party'].includes(findCodeTaker(world, user));
}

/** True for a user whose one-time code does not go to Entra itself. */
export function isCodeElsewhere(world: World, user: User): boolean {
  return findCodeTaker(world, user) !== 'entra';
}

/**
 * True when a one-time code is asked for although no policy demands it. Who takes it in place of Entra always asks.
 */
export function needsCode(world: World, flow: SignInFlow, user: User, tenant: Tenant): boolean {
  if (user.totpSecret === undefined) return false;
  if (isCodeElsewhere(world, user)) return true;
  if (tenant.mfa === 'when-registered') return true;
  return flow.purpose.kind === 'authorize' && flow.purpose.request.asksForMfa;
}

/**
 * The `amr` of a sign-in. What a provider of the tenant's own, or a product of somebody else, did not tell of is not seen.
 *
 * @param hasCode whether a code was given that Entra knows of
 */
export function listMethods(world: World, user: User, hasCode: boolean): string[] {
  const first = findFederation(world, user) === undefined ? ['pwd'] : ['pwd', 'fed'];
  if (!hasCode) return first;
  return [...first, user.secondFactor === 'hello-provisioning' ? 'ngcmfa' : 'mfa'];
}
