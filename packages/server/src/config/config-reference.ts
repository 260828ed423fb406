import { environmentName, type Setting, settingKeys, settings } from './settings.ts';

/** The reference of all settings, in Markdown: `docs/config.md`. */
export function configReference(): string {
  const rows = settingKeys.map((key) => {
    const row = settings[key];
    return `| \`${key}\`<br>\`${environmentName(key)}\` | ${row.kind.name} | ${defaultOf(row)} | ${row.doc} | \`${row.example}\` |`;
  });
  return [
    '# Configuration',
    '',
    'Generated from `packages/server/src/config/settings.ts`.',
    '',
    'One JSON file, named with `--config`, holds the settings; a dot in a name is a level of nesting',
    '(`{ "cloud": { "name": "public" } }`). An environment variable goes before the file. Secrets are given as',
    'files only. A change takes effect at the next start. Every problem is told at once, by name, and nothing',
    'starts until all are solved.',
    '',
    '| Setting and variable | Value | If not given | What it is | Example |',
    '|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function defaultOf({ default: value, otherwise }: Pick<Setting<unknown>, 'default' | 'otherwise'>): string {
  return value === undefined ? (otherwise ?? 'nothing') : `\`${value as string | number | boolean}\``;
}
