/** Statements that are read and not run. */
export interface NotRun {
  readonly command: RegExp;
  /** Why not, and what shows it instead. */
  readonly reason: string;
}

/**
 * The only statements of the pages that no test runs. Each is still read by the shell, and its `consentry` by the command’s own parser. A
 * statement that is in no row is run.
 */
export const notRun: readonly NotRun[] = [
  {
    command: /^npm (ci|start)$|--key-file try-out\.key/,
    reason: 'e2e/first-token.test.ts runs the three commands of the README',
  },
  {
    command: /^npm (ci && |install|test|run (build|test|check|soak|torture|bench))\b/,
    reason: 'works on this repository itself, for minutes',
  },
  { command: /^npm pack\b/, reason: 'e2e/packages.test.ts packs what was built' },
  {
    command: /\b(sudo|az|kubectl|docker|podman|systemctl|journalctl|apt-get)\b/,
    reason: 'changes a machine, or needs an account of Microsoft',
  },
  { command: /consentry caller \w+ …/, reason: 'shows a part of a command' },
  {
    command: /consentry credential rotate/,
    reason: 'takes minutes of a clock; packages/cli/test/rotation.flow.test.ts runs it',
  },
  { command: /consentry app (create|check)/, reason: 'an administrator signs in; e2e/app.test.ts runs it' },
  { command: /consentry doctor/, reason: 'judges a machine; e2e/doctor.test.ts runs it' },
  { command: /consentry export/, reason: 'a person types the id of the grant; e2e/export.test.ts runs it' },
  {
    command: /consentry vault scan/,
    reason: 'wants an identity of a vault; packages/cli/test/vault-scan.flow.test.ts runs it',
  },
];

/** Pages whose shell another test deals with. */
export const readElsewhere: Readonly<Record<string, string>> = {
  'docs/real-cloud.md': 'e2e/real-cloud.test.ts walks through it',
  'docs/commands.md': 'made from the usages of the commands, whose test reads every example',
};

/** Why a statement is not run; undefined for one that is. */
export function findReason(statement: string): string | undefined {
  const bare = statement.replaceAll(/^\s*#.*\n/gm, '').trim();
  return notRun.find(({ command }) => command.test(bare))?.reason;
}
