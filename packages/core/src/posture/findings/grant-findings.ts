import { forgottenAt } from '../../vault/exercise-time.ts';
import type { Posture } from '../posture.ts';
import { valueOf } from '../sources/source.ts';
import type { GrantFacts } from '../sources/sources.ts';
import { accountRows } from './account-rows.ts';
import { type Finding, findingMaker, type FindingRow } from './finding.ts';

const dayMs = 24 * 60 * 60 * 1000;
const soonMs = 30 * dayMs;

const anew = 'Invite the account of the grant again, and let the person sign in with MFA.';
const command = 'consentry invite --for-grant <grant>';
const model = 'https://learn.microsoft.com/partner-center/developer/enable-secure-app-model';
const tokens = 'https://learn.microsoft.com/entra/identity-platform/refresh-tokens';

/** What can be wrong with grants. The links and click paths are as known in 2026-11; they were not opened. */
export const grantRows = {
  grant_refused_without_mfa: {
    severity: 'high',
    title: 'Partner Center refuses the calls of a grant for want of MFA (900421)',
    owner: 'account-owner',
    remedy: { steps: anew, command, link: model },
  },
  grant_not_mfa_compliant: {
    severity: 'high',
    title: 'The calls of a grant are without MFA: Partner Center will refuse them',
    owner: 'account-owner',
    remedy: { steps: anew, command, link: model },
  },
  grant_unused: {
    severity: 'medium',
    title: 'The refresh token of a grant was not redeemed for sixty days: after ninety it is dead',
    owner: 'integration-owner',
    remedy: {
      steps:
        'Find out why keep-alive does not reach it: by its state, and by the log of the broker. A call for a token redeems it.',
      command: 'consentry grants',
      link: tokens,
    },
  },
  grant_ends_soon: {
    severity: 'medium',
    title: 'A grant stops working within thirty days',
    owner: 'integration-owner',
    remedy: {
      steps: `By the cause that is named here. A secret or certificate: consentry credential rotate. A relationship: Partner Center > Customers > the customer > Admin relationships > the relationship > Auto extend. Anything else: ${anew}`,
      command,
      link: tokens,
    },
  },
  account_hello_provisioning_only: accountRows.account_hello_provisioning_only,
} as const satisfies Record<string, FindingRow>;

const finding = findingMaker(grantRows);

/** Finds grants that Partner Center refuses, or will, and those that end. @param now epoch milliseconds */
export function findGrantFindings({ sources }: Posture, now: number): readonly Finding[] {
  return (valueOf(sources.grants) ?? []).flatMap((grant) => [
    ...findMfaDefect(grant),
    ...findEnd(grant, now),
  ]);
}

/** One of them, the gravest: they are steps of the same thing. A refusal counts until Partner Center says better. */
export function findMfaDefect(grant: Omit<GrantFacts, 'ends' | 'refusedAtCustomers'>): readonly Finding[] {
  const { id, account, accountName, application, amr, isMfaCompliant, mfaRefusedAt } = grant;
  const facts = {
    account,
    application,
    ...(amr !== undefined && { amr: amr.join(' ') }),
    ...(mfaRefusedAt !== undefined && { lastAt: mfaRefusedAt }),
  };
  const evidence = { count: 1, examples: [accountName], facts };
  if (mfaRefusedAt !== undefined && isMfaCompliant !== true)
    return [finding('grant_refused_without_mfa', id, evidence)];
  const lacksMfa = amr !== undefined && !amr.includes('mfa');
  if (lacksMfa && amr.includes('ngcmfa')) return [finding('account_hello_provisioning_only', id, evidence)];
  if (isMfaCompliant === false || lacksMfa) return [finding('grant_not_mfa_compliant', id, evidence)];
  return [];
}

/** Of the end that comes first. That nobody redeems it is an end whether or not it was foretold. */
function findEnd({ id, accountName, redeemedAt, ends }: GrantFacts, now: number): readonly Finding[] {
  const about = { count: 1, examples: [accountName] };
  const unusedAt = forgottenAt(redeemedAt);
  if (ends !== undefined && ends.at < unusedAt) {
    const facts = { endsAt: ends.at, cause: ends.cause };
    return ends.at - now > soonMs ? [] : [finding('grant_ends_soon', id, { ...about, facts })];
  }
  return unusedAt - now > soonMs ? [] : [finding('grant_unused', id, { ...about, facts: { redeemedAt } })];
}
