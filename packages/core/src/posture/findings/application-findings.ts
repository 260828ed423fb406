import type { Posture } from '../posture.ts';
import { valueOf } from '../sources/source.ts';
import { type Finding, findingMaker, type FindingRow } from './finding.ts';

/** What can be wrong with applications. The link and click paths are as known in 2026-11; they were not opened. */
export const applicationRows = {
  application_calls_without_mfa: {
    severity: 'high',
    title: 'An application calls Partner Center in somebody’s name without MFA',
    owner: 'integration-owner',
    remedy: {
      steps:
        'Give the application a refresh token of a sign-in with MFA, by the Secure Application Model: let the account named here sign in with MFA and give the grant anew. Stop programs that sign in with a user’s name and password.',
      link: 'https://learn.microsoft.com/partner-center/developer/enable-secure-app-model',
    },
  },
} as const satisfies Record<string, FindingRow>;

const finding = findingMaker(applicationRows);

/** Finds applications by Microsoft’s own counts. Who called is known of the newest 10,000 calls alone. */
export function findApplicationFindings({ sources }: Posture): readonly Finding[] {
  const callers = valueOf(sources.requests);
  return (valueOf(sources.applications) ?? [])
    .filter(({ total, withMfa }) => withMfa < total)
    .map(({ id, name, total, withMfa, lastWithoutMfaAt }) => {
      const caller = callers?.get(id);
      const lastAt = caller?.lastAt ?? lastWithoutMfaAt;
      return finding('application_calls_without_mfa', id, {
        count: total - withMfa,
        examples: [...(caller?.accounts ?? [])],
        facts: { application: name, total, ...(lastAt !== undefined && { lastAt }) },
      });
    });
}
