import type { Run } from '../run.ts';
import type { ExitCode } from './exit-codes.ts';

/**
 * What can be typed for one command, as data: parsed and checked by it, shown by `--help`, completed by the shell, printed in
 * docs/commands.md.
 */
export interface CommandUsage {
  /** One sentence or two. */
  readonly summary: string;
  /** What somebody must know before the first use, where the options do not say it. */
  readonly details?: string;
  readonly argument?: ArgumentUsage;
  /** `--json` and `--help` are every command's, and not named. */
  readonly options?: readonly OptionUsage[];
  /** Two or more. A test parses each. */
  readonly examples?: readonly Example[];
  /** What its exit codes say, where that is more than the table of all of them says. */
  readonly exits?: Readonly<Partial<Record<ExitCode, string>>>;
  /** Where things stand after Ctrl-C, and how to go on. It is said then. */
  readonly interrupted?: string;
  /** The document to read on in. */
  readonly readOn?: string;
  /** Loads what it does. Absent: it only has commands of its own. */
  readonly load?: () => Promise<Run<never>>;
  /** Its own commands, in the order in which people read them. */
  readonly commands?: Readonly<Record<string, CommandUsage>>;
}

/** What stands behind a command without a name. */
export interface ArgumentUsage {
  /** `<sweep>`, `[task]` where it can be left out, `[command...]` where it may be several. The word is its kind: see `kinds.ts`. */
  readonly form: string;
  /** The option as which the command takes it. */
  readonly as: string;
  readonly text: string;
  /** Values that the shell completes. Others are right too. */
  readonly suggests?: readonly string[];
  readonly choices?: readonly string[];
  /** Nobody writes it: it is there to be refused. */
  readonly hidden?: boolean;
}

/** An option of a command. */
export interface OptionUsage {
  /** `--all`, `--partner <tenant>`, `--scope <permission...>`, `--customer [tenant]`. The word is its kind: see `kinds.ts`. */
  readonly flags: string;
  readonly text: string;
  readonly required?: boolean;
  readonly default?: string;
  /** The only values that are right. */
  readonly choices?: readonly string[];
  /** Values that the shell completes. Others are right too. */
  readonly suggests?: readonly string[];
  /** It stands once for each value: an option that takes all that follows would take the argument of the command too. */
  readonly repeats?: boolean;
  /** Options that cannot stand beside it, as the command takes them. */
  readonly conflicts?: readonly string[];
  /** It is shown under this heading, after the command's own. */
  readonly section?: string;
}

/** A line that somebody would type. */
export interface Example {
  /** What it is for. */
  readonly text: string;
  /** As it is typed. */
  readonly line: string;
}

/** What was typed for one command, as the parser gives it. */
export interface Typed {
  readonly options: Readonly<Record<string, unknown>> & { readonly json?: boolean };
  readonly argument: unknown;
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
