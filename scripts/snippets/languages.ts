/** What is done with the blocks of a language, and by which test. */
export const languages: Readonly<Record<string, string>> = {
  sh: 'run in a shell, in the order of the page: e2e/snippets.test.ts',
  ts: 'type-checked against the packages: scripts/snippets.test.ts',
  typescript: 'declarations of the source, in the pages of docs/library that are generated from it',
  python: 'run against a broker: e2e/snippets.test.ts',
  json: 'parsed: scripts/snippets.test.ts',
  yaml: 'parsed: scripts/snippets.test.ts',
  powershell: 'compared with recorded requests',
  csharp: 'compared with recorded requests',
  sql: 'for the administrator of Postgres',
  mermaid: 'a picture',
  nginx: 'a configuration of another program',
  ini: 'units of systemd: scripts/deploy.test.ts',
  dockerfile: 'compared with the packages that it installs: scripts/deploy.test.ts',
  '': 'a picture, or what a program prints; no line of it is a command',
};

/** A line that somebody would copy into a shell. Such a block names its language. */
export const commandLine = /^\s*(\$ )?(npx |npm |consentry |curl |node |python3? |export \w+=)/m;
