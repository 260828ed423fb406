import type { Words } from './words/words.ts';

/** A duration for people, never shorter than it is: in seconds up to a minute and a half, then in minutes, then in hours. */
export function formatDuration({ language }: Pick<Words, 'language'>, ms: number): string {
  const [value, unit] =
    ms <= 90_000
      ? ([ms / 1000, 'second'] as const)
      : ms <= 90 * 60_000
        ? ([ms / 60_000, 'minute'] as const)
        : ([ms / 3_600_000, 'hour'] as const);
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(
    Math.max(1, Math.ceil(value)),
  );
}
