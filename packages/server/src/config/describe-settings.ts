import type { Gathered, SettingSource } from './gather-values.ts';
import { path } from './kinds.ts';
import {
  environmentName,
  type Setting,
  type SettingKey,
  settingKeys,
  settings,
  type Values,
} from './settings.ts';

/** A setting as it holds, made to be shown. A secret is never a setting: of its file there is the path. */
export interface EffectiveSetting {
  readonly key: SettingKey;
  readonly variable: string;
  /** Paths are absolute. Undefined: it is not given, and nothing takes its place. */
  readonly value: string | undefined;
  readonly source: SettingSource;
  /** The value that it has unless it is given. */
  readonly default: string | undefined;
  /** What holds instead where there is no such value. */
  readonly otherwise: string | undefined;
  /** What kind of value it takes. */
  readonly kind: string;
  readonly doc: string;
}

/** The configuration as it holds. */
export interface EffectiveSettings {
  /** The file that was read. */
  readonly file: string | undefined;
  /** In the order of the table. */
  readonly items: readonly EffectiveSetting[];
}

/** What is known beside the values themselves. */
export interface Known {
  readonly file: string | undefined;
  readonly resolvePath: (path: string) => string;
  /** What takes the place of settings that were not given. */
  readonly workedOut: { readonly [Key in SettingKey]?: Values[Key] };
}

/** Every setting, with its value and where that comes from. No file is read for it, so nothing of one can be shown. */
export function describeSettings({ values, sources }: Gathered, known: Known): EffectiveSettings {
  const describe = (key: SettingKey): EffectiveSetting => {
    const row: Setting<unknown> = settings[key];
    const value = values[key] ?? known.workedOut[key];
    return {
      key,
      variable: environmentName(key),
      value: value === undefined ? undefined : show(row, value, known),
      source: sources[key],
      default: row.default === undefined ? undefined : `${row.default as string | number | boolean}`,
      otherwise: row.otherwise,
      kind: row.kind.name,
      doc: row.doc,
    };
  };
  return { file: known.file, items: settingKeys.map(describe) };
}

function show({ kind }: Setting<unknown>, value: unknown, { resolvePath }: Known): string {
  if (kind === path) return resolvePath(String(value));
  if (kind.show !== undefined) return kind.show(value);
  return Array.isArray(value) ? value.join(', ') : String(value);
}
