import { ConsentryError } from '@consentry/core/errors';
import manifest from '../../package.json' with { type: 'json' };
import type { Run } from '../run.ts';
import { loadUsages, type PathUsage } from './all-usages.ts';
import { exitCodes } from './exit-codes.ts';
import { renderHelp, renderOverview } from './help.ts';
import { near } from './near.ts';
import type { CommandGroup, CommandUsage } from './usage.ts';
import { wrapRows } from './wrap.ts';

/** What stands behind `help`, made from the table of all commands. */
export function createHelpUsage(groups: readonly CommandGroup[]): CommandUsage {
  const help: Run<{ readonly words: readonly string[] }> = async ({ words }, output) => {
    if (words.length === 0) {
      return output.result(() => renderOverview(groups, manifest.version).trimEnd(), overviewOf(groups));
    }
    if (words.join(' ') === 'exit-codes') {
      const rows = Object.entries(exitCodes);
      return output.result(() => ['Exit codes:', ...wrapRows(rows)].join('\n'), exitCodes);
    }
    const found = find(await loadUsages(groups), words);
    output.result(() => renderHelp(`consentry ${words.join(' ')}`, found.usage).trimEnd(), found);
  };
  return {
    summary: 'Show all about a command: its options, examples and exit codes.',
    argument: {
      form: '[command...]',
      as: 'words',
      text: 'a command, and one of its own; or exit-codes',
      suggests: [...groups.flatMap(({ commands }) => Object.keys(commands)), 'exit-codes'],
    },
    examples: [
      { text: 'the same as consentry caller add --help', line: 'consentry help caller add' },
      { text: 'the table of exit codes', line: 'consentry help exit-codes' },
    ],
    readOn: 'docs/commands.md',
    load: async () => help,
  };
}

function overviewOf(groups: readonly CommandGroup[]): object {
  return {
    groups: groups.map(({ title, commands }) => ({
      title,
      commands: Object.entries(commands).map(([name, { line }]) => ({ name, line })),
    })),
  };
}

/** @throws ConsentryError `usage` */
function find(usages: readonly PathUsage[], words: readonly string[]): PathUsage {
  const typed = words.join(' ');
  const found = usages.find(({ path }) => path.join(' ') === typed);
  if (found !== undefined) return found;
  const meant = near(typed, [...usages.map(({ path }) => path.join(' ')), 'exit-codes']);
  throw new ConsentryError('usage', {
    message: `There is no such command.${meant === undefined ? '' : ` Did you mean ${meant}?`}`,
    remedy: 'See `consentry help`, which lists them.',
  });
}
