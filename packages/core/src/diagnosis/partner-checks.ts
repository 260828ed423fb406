import { findMissing, findRetired } from '../posture/findings/permission-findings.ts';
import type { Source } from '../posture/sources/source.ts';
import type { StandingPermissions } from '../posture/sources/read-permissions.ts';
import { type Check, failed, notRead, ofSource, passed, warned } from './check.ts';
import { checkCustomers } from './customer-checks.ts';
import { checkGrants } from './grant-checks.ts';
import type { PartnerFacts } from './partner-facts.ts';

/** What can be said of one partner. Pure. @param now epoch milliseconds */
export function checkPartner(facts: PartnerFacts, now: number): readonly Check[] {
  return [
    checkPrincipal(facts),
    ...checkPermissions(facts),
    ...checkGrants(facts, now),
    ...checkCustomers(facts),
  ];
}

function checkPrincipal({ partner, principal }: PartnerFacts): Check {
  const id = 'partner.service-principal';
  return ofSource(id, partner, principal, (found) => {
    if (found === undefined)
      return failed(
        id,
        partner,
        'The partner’s tenant does not have the application; or its registration is for one tenant.',
      );
    if (found.isEnabled) return passed(id, partner, 'The partner’s tenant has it, enabled.');
    const remedy =
      'Let an administrator of the partner enable it: Entra admin center > Enterprise applications > the application > Properties > Enabled for users to sign in.';
    return failed(id, partner, 'It is disabled.', remedy);
  });
}

function checkPermissions({ partner, permissions, about }: PartnerFacts): readonly Check[] {
  const ids = ['partner.permissions', 'partner.retired-permissions'] as const;
  if (permissions.outcome === 'unreadable') return ids.map((id) => notRead(id, partner, permissions));
  const sources = { about, permissions };
  return [checkNeeded(partner, sources), checkRetired(partner, sources)];
}

interface PermissionFacts {
  readonly about: PartnerFacts['about'];
  readonly permissions: Source<readonly StandingPermissions[]>;
}

function checkNeeded(partner: string, sources: PermissionFacts): Check {
  const id = 'partner.permissions';
  const { permissions } = sources;
  if (permissions.outcome === 'read' && permissions.value.length === 0)
    return failed(id, partner, 'Nothing is consented to.');
  const missing = findMissing({ sources });
  if (missing.length === 0) return passed(id, partner, 'What a grant needs is consented to.');
  const names = missing.map(({ subject, evidence }) => `${subject}: ${evidence.examples.join(' ')}`);
  return failed(id, partner, `Not consented to: ${names.join('; ')}.`);
}

function checkRetired(partner: string, sources: PermissionFacts): Check {
  const id = 'partner.retired-permissions';
  const retired = findRetired({ sources });
  if (retired.length === 0) return passed(id, partner, 'There are none.');
  const names = retired.flatMap(({ evidence }) => evidence.examples);
  return warned(id, partner, `Consented to: ${names.join(' ')}.`);
}
