import { type Coverage, coverageOf, type CoverageRules, readCoverageRules } from './coverage.ts';
import { valueOf } from './sources/source.ts';
import type { Account, Domain, GrantFacts, Sources } from './sources/sources.ts';

/** What was read, and what follows from it for each account: what the findings are found in. */
export interface Posture {
  readonly sources: Sources;
  readonly rules: CoverageRules;
  /** Of accounts that are enabled, as far as Graph says; undefined where they could not be read. */
  readonly coverages: readonly Coverage[] | undefined;
  /** False where nobody is asked for MFA at all, as far as that was read. */
  readonly asksAnybody: boolean;
  /**
   * The federated domain of an account’s name, whose provider does its MFA. Undefined for a managed one, for one of which Entra takes no
   * MFA but its own, and where domains could not be read.
   */
  federatedDomainOf(name: string): Domain | undefined;
  /** True where an account of this name signs in at an identity provider. Undefined where domains could not be read. */
  isFederated(name: string): boolean | undefined;
  rolesOf(account: Account): readonly string[];
  grantOf(account: Account): GrantFacts | undefined;
}

export function createPosture(sources: Sources): Posture {
  const rules = readCoverageRules(sources);
  const domains = valueOf(sources.domains);
  const federated = new Map(
    domains?.filter(({ isFederated }) => isFederated).map((domain) => [domain.name, domain]),
  );
  const findFederated = (name: string): Domain | undefined =>
    federated.get(name.slice(name.lastIndexOf('@') + 1).toLowerCase());
  const grants = new Map((valueOf(sources.grants) ?? []).map((grant) => [grant.account, grant]));
  const accounts = valueOf(sources.accounts)?.filter(({ isEnabled }) => isEnabled !== false);
  const coverages = accounts?.map((account) => coverageOf(account, rules));
  return {
    sources,
    rules,
    coverages,
    asksAnybody:
      rules.hasSecurityDefaults === true ||
      (rules.policies ?? []).length > 0 ||
      coverages?.some(({ isEnforced }) => isEnforced === true) === true,
    federatedDomainOf(name) {
      const domain = findFederated(name);
      return domain && leavesMfaToProvider(domain) ? domain : undefined;
    },
    isFederated: (name) => domains && findFederated(name) !== undefined,
    rolesOf: ({ id }) => rules.memberships.roles?.get(id) ?? [],
    grantOf: ({ id }) => grants.get(id),
  };
}

/** True for a federated domain, unless Entra does its own MFA whatever the provider did. */
export function leavesMfaToProvider({ isFederated, mfaBehavior }: Domain): boolean {
  return isFederated && mfaBehavior !== 'rejectMfaByFederatedIdp';
}
