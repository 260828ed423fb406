/** A cmdlet of the PartnerCenter module, and what is written in its place. */
export interface Cmdlet {
  readonly name: string;
  /** What it was used for. */
  readonly purpose: string;
  /** Where the module never had it under this name. */
  readonly origin?: string;
  /** The way that asks for most comes first: {@link choosePair} takes the first that fits. */
  readonly pairs: readonly [Pair, ...Pair[]];
  /** What the cmdlet gave back, where it was used. */
  readonly results?: readonly Result[];
  readonly parameters: readonly Parameter[];
  /** Files that the commands name and a person writes. */
  readonly files?: Readonly<Record<string, object>>;
}

/** One way in which a cmdlet was called, and the commands that do the same now. */
export interface Pair {
  /** By which its test is found. */
  readonly id: string;
  /** The parameter set, as the module’s help calls it. */
  readonly set: string;
  /** Parameters that make it this way: one of each inner list was given. Empty for the way without any. */
  readonly when: readonly (readonly string[])[];
  /** As they are typed, in sh and in PowerShell alike: what begins with `$` is a variable of yours. */
  readonly commands: readonly [string, ...string[]];
  readonly different: string;
  /** What is done afterwards, whichever way was taken. Such a way is never chosen by its parameters. */
  readonly afterwards?: string;
}

/** A field of what a cmdlet gave back. */
export interface Result {
  readonly field: string;
  readonly becomes: string;
}

/** A parameter of a cmdlet, and what is written in its place. */
export interface Parameter {
  /** Without the dash, as the module writes it. */
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly becomes: string;
  /** Its value was a secret, among the arguments of a program. */
  readonly isSecret?: true;
}

/** The way of a cmdlet that was typed; undefined where the parameters tell of none. */
export function choosePair(cmdlet: Cmdlet, given: ReadonlySet<string>): Pair | undefined {
  return cmdlet.pairs.find(
    ({ when, afterwards }) =>
      afterwards === undefined && when.every((names) => names.some((name) => given.has(name))),
  );
}
