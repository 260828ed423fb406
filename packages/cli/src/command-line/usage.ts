import type { Run } from '../run.ts';

/** What can be typed for one command, as data: parsed by it, shown by `--help`, completed by the shell, printed in docs/commands.md. */
export interface CommandUsage {
  /** One sentence. */
  readonly summary: string;
  readonly argument?: ArgumentUsage;
  /** `--json` is every command's, and not named. */
  readonly options?: readonly OptionUsage[];
  readonly examples?: readonly string[];
  /** What it ends with, where that is more than 0, 1 and 2 say by themselves. */
  readonly exits?: string;
  /** Loads what it does. Absent: it only has commands of its own. */
  readonly load?: () => Promise<Run<never>>;
  /** Its own commands, in the order in which people read them. */
  readonly commands?: Readonly<Record<string, CommandUsage>>;
}

/** What stands behind a command without a name. The command takes it as the option of this name. */
export interface ArgumentUsage {
  /** `<id>`, or `[task]` where it can be left out. */
  readonly form: string;
  readonly text?: string;
}

export interface OptionUsage {
  /** `--all`, `--partner <tenant>`, `--scope <permission...>`, `--customer [tenant]`. */
  readonly flags: string;
  readonly text: string;
  readonly required?: boolean;
  readonly default?: string;
  readonly choices?: readonly string[];
  /** It stands once for each value: an option that takes all that follows would take the argument of the command too. */
  readonly repeats?: boolean;
  /** Options that cannot stand beside it, as the command takes them. */
  readonly conflicts?: readonly string[];
}

/** A command in the table of all of them. */
export interface CommandRow {
  /** What it does, on one line of the overview. */
  readonly line: string;
  readonly load: () => Promise<{ readonly usage: CommandUsage }>;
}

/** Commands that serve one want. */
export interface CommandGroup {
  readonly title: string;
  readonly commands: Readonly<Record<string, CommandRow>>;
}
