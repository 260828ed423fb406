import { plain } from '../terminal/plain.ts';
import { table } from '../terminal/table.ts';
import type { ReportedFinding, ScanReport } from './scan-report.ts';

const kinds: Readonly<Record<ReportedFinding['kind'], string>> = {
  user_password: 'password of an account',
  user_name: 'user name of a password',
  refresh_token: 'refresh token',
  access_token: 'access token',
  application_secret: 'key of an application',
};

/** What is picked, as a list to look at before anything is confirmed. */
export function describeFindings(findings: readonly ReportedFinding[]): string {
  return findings
    .map((finding) => {
      const { secret, kind, certainty, reasons } = finding;
      const doubt = certainty === 'doubtful' ? ', perhaps' : '';
      return [
        `${plain(secret)}  (${kinds[kind]}${doubt}; ${describePlan(finding)})`,
        ...reasons.map(({ text }) => `    ${text}`),
      ].join('\n');
    })
    .join('\n');
}

function describePlan({ plan, versions }: ReportedFinding): string {
  if (plan === 'delete') return `the secret as a whole, ${count(versions.length, 'version')}`;
  const held = versions.filter(({ isCredential }) => isCredential).length;
  return `${count(held, 'older version')}, to be disabled; the current one stays`;
}

/** Everything that was found and done, for people. */
export function describeScan(report: ScanReport): string {
  const { looked, findings, own, missing, purge, remains } = report;
  const certain = findings.filter(({ certainty }) => certainty === 'certain');
  const doubtful = findings.filter(({ certainty }) => certainty === 'doubtful');
  return [
    `${report.vault}: ${count(looked.secrets, 'secret')}, ${count(looked.versions, 'version')}, ${count(looked.values, 'value')} looked at.`,
    ...(looked.certificates > 0
      ? [`${count(looked.certificates, 'secret')} of certificates: left out.`]
      : []),
    ...(own.length > 0
      ? [
          `${count(own.length, 'secret')} of Consentry’s own grants: not read, left alone. Their broker keeps them in order.`,
          ...own.map(
            ({ grant, enabledVersions }) => `    ${grant}: ${count(enabledVersions, 'enabled version')}`,
          ),
        ]
      : []),
    ...(missing === null ? [] : [`Not read: ${missing.message}`, `  ${missing.remedy}`]),
    ...(findings.length === 0 ? ['', 'No stored credentials were found.'] : []),
    ...(certain.length === 0 ? [] : ['', `Picked: ${certain.length}`, describeFindings(certain)]),
    ...(doubtful.length === 0
      ? []
      : ['', `To be looked at by a person: ${doubtful.length}`, describeFindings(doubtful)]),
    ...(purge === null ? [] : ['', describeOutcomes(findings)]),
    ...(findings.length === 0 ? [] : ['', 'What remains:', ...remains.map((line) => `- ${line}`)]),
  ].join('\n');
}

function describeOutcomes(findings: readonly ReportedFinding[]): string {
  const rows = findings.flatMap(({ secret, outcome }) =>
    outcome === undefined ? [] : [[secret, ...describeOutcome(outcome)]],
  );
  return table(['secret', 'outcome', ''], rows);
}

function describeOutcome(outcome: NonNullable<ReportedFinding['outcome']>): readonly [string, string] {
  switch (outcome.is) {
    case 'purged':
      return ['purged', 'nobody can recover it'];
    case 'deleted': {
      const until = `recoverable until ${outcome.recoverableUntil ?? 'a date that the vault does not tell'}`;
      return [
        'deleted',
        [
          `${until}: ${whyNotPurged[outcome.why]}`,
          ...(outcome.isDisabled ? [] : [notDisabled]),
          ...(outcome.missing ? [outcome.missing.remedy] : []),
        ].join(' '),
      ];
    }
    case 'disabled':
      return [
        'disabled',
        `${count(outcome.versions.length, 'version')}: can be enabled again; ${outcome.missing === undefined ? 'Key Vault deletes no single version' : `${outcome.missing.message} ${outcome.missing.remedy}`}`,
      ];
    case 'changed':
      return ['left alone', 'it is not what was confirmed any more: scan again'];
    case 'gone':
      return ['gone', 'it was gone already'];
    case 'denied':
      return ['refused', `${outcome.missing.message} ${outcome.missing.remedy}`];
    case 'failed':
      return ['not known', `the vault failed (${outcome.code}): scan again`];
    case 'not_tried':
      return ['not tried', 'the vault failed before: scan again'];
  }
}

/** Of a secret that was deleted. */
export const notDisabled = 'It is not disabled: whoever recovers it has a value that can be read.';

const whyNotPurged = {
  protected: 'purge protection does not let anybody purge it sooner.',
  missing: 'this identity may not purge.',
  newer_version:
    'it may hold a version that somebody added at the last moment, which nobody confirmed. Recover it to see what that is.',
  failed:
    'the vault failed, or takes long to delete it. Purge it by hand in a minute: az keyvault secret purge.',
} as const;

export function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
