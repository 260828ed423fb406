import { findNearMiss } from './near-miss.ts';
import type { Report } from './report.ts';
import {
  environmentName,
  type Setting,
  type SettingKey,
  settingKeys,
  settings,
  type Values,
} from './settings.ts';

/** What the environment says. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A configuration file, as it was read. */
export interface ConfigFile {
  readonly path: string;
  readonly text: string;
}

/** Where the value of a setting comes from. `none`: it is not given, and has no default that always holds. */
export type SettingSource = 'environment' | 'file' | 'default' | 'none';

/** Every setting, and where each comes from. */
export interface Gathered {
  readonly values: Values;
  readonly sources: Readonly<Record<SettingKey, SettingSource>>;
}

/**
 * Reads every setting: from the environment, else from the file, else its default. What is not known, is
 * refused or is missing goes to the report.
 *
 * @param otherVariables CONSENTRY_… variables that are not settings, such as those of the command
 */
export function gatherValues(
  environment: Environment,
  file: ConfigFile | undefined,
  otherVariables: readonly string[],
  report: Report,
): Gathered {
  const fromFile = file === undefined ? new Map<string, unknown>() : readFile(file, report);
  refuseUnknownVariables(environment, otherVariables, report);
  const values: Partial<Record<SettingKey, unknown>> = {};
  const sources: Partial<Record<SettingKey, SettingSource>> = {};
  for (const key of settingKeys) {
    const variable = environment[environmentName(key)];
    const raw = variable ?? fromFile.get(key);
    const name = variable === undefined ? key : `${key} (${environmentName(key)})`;
    values[key] = readSetting(settings[key], name, raw, report, key);
    sources[key] = sourceOf(key, variable, fromFile);
  }
  return { values: values as Values, sources: sources as Gathered['sources'] };
}

function sourceOf(
  key: SettingKey,
  variable: string | undefined,
  fromFile: ReadonlyMap<string, unknown>,
): SettingSource {
  if (variable !== undefined) return 'environment';
  if (fromFile.has(key)) return 'file';
  return 'default' in settings[key] ? 'default' : 'none';
}

function readSetting(
  row: Setting<unknown>,
  name: string,
  raw: unknown,
  report: Report,
  key: SettingKey,
): unknown {
  if (raw === undefined) {
    if (row.required) {
      report.add(
        key,
        'is missing',
        `Give ${row.kind.name} there or in ${environmentName(key)}, such as ${row.example}.`,
      );
    }
    return row.default;
  }
  const reading = row.kind.read(raw);
  if (reading.ok) return reading.value;
  report.add(name, reading.problem, reading.remedy);
  return undefined;
}

function refuseUnknownVariables(environment: Environment, others: readonly string[], report: Report): void {
  const known = settingKeys.map(environmentName);
  for (const [name, value] of Object.entries(environment)) {
    if (
      value === undefined ||
      !name.startsWith('CONSENTRY_') ||
      known.includes(name) ||
      others.includes(name)
    )
      continue;
    report.add(name, 'is not a known variable', suggestion(findNearMiss(name, known)));
  }
}

function readFile({ path, text }: ConfigFile, report: Report): Map<string, unknown> {
  const found = new Map<string, unknown>();
  let content: unknown;
  try {
    content = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    // The parser's message is left out: it may quote a secret that stands in the wrong place.
    report.add(path, 'is not valid JSON', 'Correct it; comments and commas at the end are not allowed.');
    return found;
  }
  if (!isObject(content)) {
    report.add(path, 'does not hold a JSON object', 'Begin it with { and end it with }.');
    return found;
  }
  flatten(content, '', found, report);
  return found;
}

function flatten(
  level: Record<string, unknown>,
  prefix: string,
  found: Map<string, unknown>,
  report: Report,
): void {
  const keys: readonly string[] = settingKeys;
  for (const [name, value] of Object.entries(level)) {
    const key = prefix + name;
    const isGroup = keys.some((known) => known.startsWith(`${key}.`));
    if (name.includes('.') && keys.includes(key)) {
      report.add(`"${key}"`, 'is written with a dot', 'Nest it: "cloud": { "name": "public" }.');
    } else if (keys.includes(key)) found.set(key, value);
    else if (isGroup && isObject(value)) flatten(value, `${key}.`, found, report);
    else if (isGroup) report.add(key, 'is not a group of settings', `Write it as "${name}": { … }.`);
    else report.add(key, 'is not a known setting', suggestion(findNearMiss(key, keys)));
  }
}

function suggestion(near: string | undefined): string {
  return near === undefined
    ? 'Remove it; the settings are listed in docs/config.md.'
    : `Did you mean ${near}?`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
