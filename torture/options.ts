import { parseArgs } from 'node:util';

/** What is tortured, and how. */
export interface TortureOptions {
  readonly rounds: number;
  /** The number of the first round: a round does the same in every run with the same seed. */
  readonly from: number;
  readonly seed: string;
  readonly database: 'sqlite' | 'postgres';
  readonly vault: 'database' | 'key-vault';
  readonly refreshTokens: 'reusable' | 'single-use';
}

/** @throws TypeError for an option that is not known, or a value that is none of those it takes */
export function readOptions(args: readonly string[]): TortureOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '20' },
      from: { type: 'string', default: '1' },
      seed: { type: 'string' },
      database: { type: 'string', default: 'sqlite' },
      vault: { type: 'string', default: 'database' },
      'refresh-tokens': { type: 'string', default: 'reusable' },
    },
  });
  return {
    rounds: readCount('rounds', values.rounds),
    from: readCount('from', values.from),
    seed: values.seed ?? String(Date.now() % 1_000_000),
    database: readChoice('database', values.database, ['sqlite', 'postgres']),
    vault: readChoice('vault', values.vault, ['database', 'key-vault']),
    refreshTokens: readChoice('refresh-tokens', values['refresh-tokens'], ['reusable', 'single-use']),
  };
}

/** @throws TypeError */
export function readCount(name: string, text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new TypeError(`--${name} takes a whole number from 1 on`);
  return Number(text);
}

function readChoice<T extends string>(name: string, text: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === text);
  if (found === undefined) throw new TypeError(`--${name} takes ${choices.join(' or ')}`);
  return found;
}
