import { CommanderError } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { createProgram, NotUnderstood } from './command-line/create-program.ts';
import { renderOverview } from './command-line/help.ts';
import { withHelp } from './command-line/with-help.ts';
import { commandGroups } from './usage/command-table.ts';

/**
 * Runs the command and sets the exit code: 0 when it did what it was asked, 2 when the command or the
 * configuration is wrong, 1 for everything else. A command may set another one itself: all are in `exit-codes.ts`.
 */
export async function main(args: readonly string[]): Promise<void> {
  const { version } = manifest;
  const groups = withHelp(commandGroups);
  if (args.length === 0) {
    process.stderr.write(renderOverview(groups, version));
    process.exitCode = 2;
    return;
  }
  try {
    const words = await readCmdlet(args);
    const program = await createProgram(words, {
      groups,
      version,
      // Loads the library, which `--help` does without.
      carry: async (...typed) => (await import('./command-line/carry-out.ts')).carryOut(...typed),
    });
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    // Help, or the version, was shown.
    if (error instanceof CommanderError && error.exitCode === 0) return;
    process.exitCode = await report(error, args);
  }
}

async function report(error: unknown, args: readonly string[]): Promise<number> {
  const { reportError } = await import('./terminal/output.ts');
  const { refuse } = await import('./command-line/refuse.ts');
  return reportError(error instanceof NotUnderstood ? refuse(error.refused) : error, args.includes('--json'));
}

/** Of the PartnerCenter module, such as New-PartnerAccessToken. */
const cmdletName = /^(?:PartnerCenter\\)?[a-z]+-Partner[a-z]*$/i;

/**
 * Whoever asks about a cmdlet writes its parameters too, which are no options here.
 * @throws ConsentryError `usage` where one is typed as a command: with what is typed now
 */
async function readCmdlet(args: readonly string[]): Promise<readonly string[]> {
  const [first = '', second = '', ...parameters] = args;
  if (cmdletName.test(first)) throw (await import('./commands/cmdlet.ts')).refuseCmdlet(args);
  if ((first !== 'help' && first !== 'cmdlet') || !cmdletName.test(second)) return args;
  const isJson = parameters.includes('--json');
  const asked = parameters.filter((word) => word !== '--json');
  return ['cmdlet', ...(isJson ? ['--json'] : []), '--', second, ...asked];
}
