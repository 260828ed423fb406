import type { OptionUsage } from './usage.ts';

/** The parts of `--partner <tenant...>`. */
export interface Flags {
  /** `--partner`. */
  readonly long: string;
  /** `tenant`; undefined where the option takes no value. */
  readonly kind: string | undefined;
  /** It takes all values that follow. */
  readonly isList: boolean;
  /** `[tenant]`: the value can be left out. */
  readonly isOptional: boolean;
}

/** @throws TypeError our own table is wrong */
export function readFlags(flags: string): Flags {
  const [, long, open, kind, dots] =
    /^(--[a-z][a-z-]*)(?: ([<[])([^<>[\].]+)(\.\.\.)?[>\]])?$/.exec(flags) ?? [];
  if (long === undefined) throw new TypeError(`${flags} are no flags`);
  return { long, kind, isList: dots !== undefined, isOptional: open === '[' };
}

/** The name as which a command takes an option: `--key-file` is `keyFile`, and `--no-wait` is `wait`. */
export function nameOf({ flags }: OptionUsage): string {
  return readFlags(flags)
    .long.replace(/^--(no-)?/, '')
    .replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
