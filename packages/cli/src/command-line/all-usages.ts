import type { CommandGroup, CommandUsage } from './usage.ts';

/** A command as it is typed, and what can be typed behind it. */
export interface PathUsage {
  /** `['caller', 'add']`. */
  readonly path: readonly string[];
  readonly usage: CommandUsage;
}

/** Loads every command, and those below each, in the order of the table. */
export async function loadUsages(groups: readonly CommandGroup[]): Promise<readonly PathUsage[]> {
  const rows = groups.flatMap(({ commands }) => Object.entries(commands));
  const loaded = await Promise.all(
    rows.map(async ([name, { load }]) => listBelow({ path: [name], usage: (await load()).usage })),
  );
  return loaded.flat();
}

function listBelow({ path, usage }: PathUsage): readonly PathUsage[] {
  const below = Object.entries(usage.commands ?? {});
  return [
    { path, usage },
    ...below.flatMap(([name, own]) => listBelow({ path: [...path, name], usage: own })),
  ];
}
