import type { Posture } from '../posture.ts';
import { valueOf } from '../sources/source.ts';
import { type Finding, findingMaker, type FindingRow } from './finding.ts';

const model = 'https://learn.microsoft.com/partner-center/developer/enable-secure-app-model';
const alone =
  'Where its operations take an application alone, let it use its own credential and no account (client_credentials for https://api.partnercenter.microsoft.com/.default).';

/** What can be wrong with applications. The links and click paths are as known in 2026-11; they were not opened. */
export const applicationRows = {
  application_calls_without_mfa: {
    severity: 'high',
    title: 'An application calls Partner Center in somebody’s name without MFA',
    owner: 'integration-owner',
    remedy: {
      steps: `Adopt the Secure Application Model: invite the account that is named here, let it sign in with MFA, and give the application a token of that grant. ${alone}`,
      command: 'consentry invite --partner <partner> --account <account>',
      link: model,
    },
  },
  application_signs_in_with_password: {
    severity: 'high',
    title: 'An application signs in with somebody’s name and password, which can carry no MFA',
    owner: 'integration-owner',
    remedy: {
      steps: `Adopt the Secure Application Model: invite the account that is named here, and let it sign in with MFA. Then delete the password wherever the application keeps it, and change it. ${alone}`,
      command: 'consentry invite --partner <partner> --account <account>',
      link: model,
    },
  },
  application_without_grant: {
    severity: 'low',
    title: 'An application calls Partner Center in somebody’s name, and no grant of it is kept here',
    owner: 'integration-owner',
    remedy: {
      steps: `Find out who runs it, and where it keeps its refresh token. Let it call by a grant that is kept here, which is used before it expires and can be taken back. ${alone}`,
      command: 'consentry invite --partner <partner> --account <account>',
      link: model,
    },
  },
} as const satisfies Record<string, FindingRow>;

const finding = findingMaker(applicationRows);

/**
 * Finds applications by Microsoft’s own counts, and by the log of sign-ins. Who called is known of the newest 10,000 calls alone. Where
 * the broker keeps no grant of the partner at all, none is missed.
 */
export function findApplicationFindings(posture: Posture): readonly Finding[] {
  return [...findCallers(posture), ...findPasswords(posture)];
}

function findCallers({ sources }: Posture): readonly Finding[] {
  const callers = valueOf(sources.requests);
  const kept = new Set((valueOf(sources.grants) ?? []).map(({ application }) => application.toLowerCase()));
  return (valueOf(sources.applications) ?? []).flatMap(({ id, name, total, withMfa, lastWithoutMfaAt }) => {
    if (withMfa < total) {
      const caller = callers?.get(id);
      const lastAt = caller?.lastAt ?? lastWithoutMfaAt;
      const facts = { application: name, total, ...(lastAt !== undefined && { lastAt }) };
      const examples = [...(caller?.accounts ?? [])];
      return [finding('application_calls_without_mfa', id, { count: total - withMfa, examples, facts })];
    }
    if (kept.size === 0 || kept.has(id.toLowerCase())) return [];
    return [finding('application_without_grant', id, { count: total, facts: { application: name } })];
  });
}

function findPasswords({ sources }: Posture): readonly Finding[] {
  return [...(valueOf(sources.signIns)?.byPassword ?? [])].map(([id, { name, count, lastAt, accounts }]) =>
    finding('application_signs_in_with_password', id, {
      count,
      examples: [...accounts],
      facts: { application: name, ...(lastAt !== undefined && { lastAt }) },
    }),
  );
}
