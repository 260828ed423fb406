import { isReadable, type PostureReport } from '@consentry/core/posture-report';

export const failLevels = ['high', 'medium', 'low'] as const;
export type FailLevel = (typeof failLevels)[number];

/** What the process that started the command can tell apart. They stand in docs/posture.md. */
export const exitCodes = { found: 3, notSeen: 4 } as const;

/** Why a report does not pass; undefined: it does. What could not be seen is not taken for good. */
export interface NotPassed {
  readonly exitCode: number;
  /** One line for whoever reads the log of a build. */
  readonly why: string;
}

/** Where there is no partner to look at. */
export const nobodySeen: NotPassed = {
  exitCode: exitCodes.notSeen,
  why: 'There is no partner, so nothing was seen.',
};

/** Judges a report for a build: findings as grave as a level, or graver, and then what could not be read. */
export function judgeReport(report: PostureReport, level: FailLevel): NotPassed | undefined {
  const grave = failLevels.slice(0, failLevels.indexOf(level) + 1);
  const found = report.findings.filter(({ severity }) => grave.some((one) => one === severity));
  const unseen = report.unread.filter(isReadable).map(({ source }) => source);
  const andUnseen = unseen.length === 0 ? '' : ` Not seen: ${listOf(unseen)}.`;
  if (found.length > 0) {
    const ids = listOf(found.map(({ id }) => id));
    const why = `${count(found.length, 'finding')} of severity ${grave.join(' or ')}: ${ids}.${andUnseen}`;
    return { exitCode: exitCodes.found, why };
  }
  if (unseen.length === 0) return undefined;
  return {
    exitCode: exitCodes.notSeen,
    why: `No finding of severity ${grave.join(' or ')}, but not everything could be seen, and what is unknown is not taken for good.${andUnseen}`,
  };
}

function listOf(names: readonly string[]): string {
  return [...new Set(names)].join(', ');
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
