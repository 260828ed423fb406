import type { Run } from '../run.ts';
import { bashCompletion } from '../completion/bash.ts';
import { createPlaces, type Place } from '../completion/completion-table.ts';
import { fishCompletion } from '../completion/fish.ts';
import { powerShellCompletion } from '../completion/powershell.ts';
import { zshCompletion } from '../completion/zsh.ts';
import { loadUsages } from './all-usages.ts';
import type { CommandGroup, CommandUsage } from './usage.ts';

const scripts: Readonly<Record<string, (places: readonly Place[]) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
  powershell: powerShellCompletion,
};

/** What stands behind `completion`, made from the table of all commands. */
export function createCompletionUsage(groups: readonly CommandGroup[]): CommandUsage {
  const completion: Run<{ readonly shell: string }> = async ({ shell }, output) => {
    const lines = Object.fromEntries(
      groups.flatMap(({ commands }) =>
        Object.entries(commands).map(([name, { line }]) => [name, line] as const),
      ),
    );
    const script = scripts[shell]?.(createPlaces(await loadUsages(groups), lines)) ?? '';
    output.result(() => script.trimEnd(), { shell, script });
  };
  return {
    summary: 'Print a script by which a shell completes commands, options and values.',
    details:
      'It knows no broker and no secret: what it offers stands in the script. Print it anew after an update.',
    argument: { form: '<shell>', as: 'shell', text: 'the shell', choices: Object.keys(scripts) },
    examples: [
      { text: 'bash: a line in ~/.bashrc', line: 'source <(consentry completion bash)' },
      { text: 'zsh: a line in ~/.zshrc, after compinit', line: 'source <(consentry completion zsh)' },
      { text: 'fish: once', line: 'consentry completion fish > ~/.config/fish/completions/consentry.fish' },
      {
        text: 'PowerShell: a line in the file that $PROFILE names',
        line: 'consentry completion powershell | Out-String | Invoke-Expression',
      },
    ],
    readOn: 'docs/commands.md',
    load: async () => completion,
  };
}
