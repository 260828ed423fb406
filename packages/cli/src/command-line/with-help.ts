import type { CommandGroup } from './usage.ts';

/** The commands, and those that tell of them: `help` and `completion` are made from the table in which they stand. */
export function withHelp(groups: readonly CommandGroup[]): readonly CommandGroup[] {
  const all: CommandGroup[] = [...groups];
  all.push({
    title: 'Help',
    commands: {
      help: {
        line: 'All about a command; help exit-codes',
        load: async () => ({ usage: (await import('./help-command.ts')).createHelpUsage(all) }),
      },
      completion: {
        line: 'Let bash, zsh, fish or PowerShell complete what you type',
        load: async () => ({ usage: (await import('./completion-command.ts')).createCompletionUsage(all) }),
      },
    },
  });
  return all;
}
