import { leavesMfaToProvider, type Posture } from '../posture.ts';
import { valueOf } from '../sources/source.ts';
import type { Domain } from '../sources/sources.ts';
import { type Finding, findingMaker, type FindingRow } from './finding.ts';
import { createTally } from './tally.ts';

const multipleauthn = 'https://learn.microsoft.com/partner-center/security/partner-security-compliance';

/** What can be wrong with identity providers. The links and click paths are as known in 2026-11; they were not opened. */
export const federationRows = {
  federation_without_mfa_claim: {
    severity: 'high',
    title: 'The identity provider of a domain does not tell Entra of MFA (no multipleauthn)',
    owner: 'identity-provider-administrator',
    remedy: {
      steps:
        'Let the provider send the claim http://schemas.microsoft.com/claims/authnmethodsreferences with the value http://schemas.microsoft.com/claims/multipleauthn when it did MFA; or let Entra do its own.',
      command:
        'Update-MgDomainFederationConfiguration -DomainId <domain> -InternalDomainFederationId <id> -FederatedIdpMfaBehavior rejectMfaByFederatedIdp',
      link: multipleauthn,
    },
  },
  federation_mfa_not_seen: {
    severity: 'medium',
    title: 'It was not seen whether the identity provider of a domain tells Entra of MFA',
    owner: 'identity-provider-administrator',
    remedy: {
      steps:
        'Let one person of the domain be tested, or sign in to Partner Center with MFA; then run the report again.',
      command: 'consentry test-mfa',
      link: multipleauthn,
    },
  },
  delegated_admin_blocked_federated: {
    severity: 'high',
    title: 'Customers’ tenants refuse an account of a federated domain: its MFA is not told',
    owner: 'identity-provider-administrator',
    remedy: {
      steps:
        'Let the identity provider send multipleauthn for this account; then invite the account again, and let it sign in with MFA. Entra wants MFA whenever a partner’s user signs in to a customer; there is no exception.',
      command: 'consentry invite --for-grant <grant>',
      link: 'https://learn.microsoft.com/partner-center/security/partner-security-requirements-mandating-mfa',
    },
  },
  delegated_admin_blocked_managed: {
    severity: 'high',
    title: 'Customers’ tenants refuse an account for want of MFA',
    owner: 'account-owner',
    remedy: {
      steps:
        'Register a second factor at https://aka.ms/mfasetup; then invite the account again, and let it sign in with MFA.',
      command: 'consentry invite --for-grant <grant>',
      link: 'https://learn.microsoft.com/partner-center/security/partner-security-requirements-mandating-mfa',
    },
  },
} as const satisfies Record<string, FindingRow>;

type FederationFindingId = keyof typeof federationRows;

const finding = findingMaker<FederationFindingId>(federationRows);

/** Finds identity providers that keep MFA to themselves. Whether one tells of it shows in sign-ins alone. */
export function findFederationFindings(posture: Posture): readonly Finding[] {
  const domains = (valueOf(posture.sources.domains) ?? []).filter(leavesMfaToProvider);
  return [...domains.flatMap((domain) => findDomain(posture, domain)), ...findRefusedGrants(posture)];
}

/** A domain that has no account is in nobody’s way. */
function findDomain({ sources, coverages }: Posture, domain: Domain): readonly Finding[] {
  const suffix = `@${domain.name}`;
  const own = coverages?.filter(({ account }) => !account.isGuest && account.name.endsWith(suffix));
  if (own?.length === 0) return [];
  const facts = { mfaBehavior: domain.mfaBehavior ?? 'none' };
  const signIns = valueOf(sources.signIns)?.byAccount;
  const without = createTally();
  let hasMfa = false;
  for (const { account } of own ?? []) {
    const known = signIns?.get(account.id);
    if ((known?.withMfa ?? 0) > 0) hasMfa = true;
    if ((known?.byFederation ?? 0) > 0) without.add(account.name, known?.lastWithoutMfaAt);
  }
  if (without.count > 0 && !hasMfa)
    return [finding('federation_without_mfa_claim', domain.name, without.evidence(facts))];
  return hasMfa ? [] : [finding('federation_mfa_not_seen', domain.name, { count: own?.length, facts })];
}

function findRefusedGrants({ sources, federatedDomainOf }: Posture): readonly Finding[] {
  return (valueOf(sources.grants) ?? []).flatMap(({ id, accountName, refusedAtCustomers }) => {
    if (refusedAtCustomers === undefined) return [];
    const { count, lastAt } = refusedAtCustomers;
    const isFederated = federatedDomainOf(accountName) !== undefined;
    const name = isFederated ? 'delegated_admin_blocked_federated' : 'delegated_admin_blocked_managed';
    return [finding(name, id, { count, examples: [accountName], facts: { lastAt } })];
  });
}
