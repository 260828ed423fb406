import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { groups, usages } from '../../test/a-command-line.ts';
import { bashCompletion } from './bash.ts';
import { createPlaces } from './completion-table.ts';
import { fishCompletion } from './fish.ts';
import { powerShellCompletion } from './powershell.ts';
import { zshCompletion } from './zsh.ts';

const folder = mkdtempSync(join(tmpdir(), 'consentry-completion-'));
after(() => rmSync(folder, { recursive: true, force: true }));
mkdirSync(join(folder, 'a-folder'));
writeFileSync(join(folder, 'a-file.json'), '');

const lines = Object.fromEntries(
  groups.flatMap(({ commands }) => Object.entries(commands).map(([name, { line }]) => [name, line] as const)),
);
const places = createPlaces(usages, lines);
const scripts = {
  bash: bashCompletion(places),
  zsh: zshCompletion(places),
  fish: fishCompletion(places),
  powershell: powerShellCompletion(places),
};

const isThere = (shell: string): boolean => spawnSync(shell, ['-c', 'exit 0']).status === 0;
const run = (shell: string, args: readonly string[]): string =>
  execFileSync(shell, args, {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '', HOME: folder },
  });

/** What each shell offers for what was typed so far; the last word is the one that is completed. */
const complete: Readonly<Record<string, (words: readonly string[]) => readonly string[]>> = {
  bash(words) {
    // Bash parts words at the =, as readline does.
    const parted = words.flatMap((word) => word.split(/(?<==)|(?==)/));
    const quoted = parted.map((word) => `'${word}'`).join(' ');
    const script = `${scripts.bash}
COMP_WORDS=(consentry ${quoted}); COMP_CWORD=${parted.length}; _consentry; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return run('bash', ['--norc', '-c', script]).split('\n').filter(Boolean);
  },
  fish(words) {
    const file = join(folder, 'consentry.fish');
    writeFileSync(file, scripts.fish);
    const offered = run('fish', [
      '--no-config',
      '-c',
      `source ${file}; complete -C 'consentry ${words.join(' ')}'`,
    ]);
    return offered.split('\n').flatMap((line) => line.split('\t')[0] || []);
  },
  zsh(words) {
    // The functions that offer are asked what they were given.
    const script = `
compdef() { :; }
compset() { PREFIX="\${words[CURRENT]#*=}"; }
_files() { print -l -- *(N); }
offer() { local one; for one in "$@"; do [[ "$one" == "$PREFIX"* ]] && print -r -- "$one"; done; true; }
compadd() { shift; offer "$@"; }
_describe() { local name="\${@[-1]}"; offer "\${(@)\${(P@)name}%%:*}"; }
${scripts.zsh}
words=(consentry ${words.map((word) => `'${word}'`).join(' ')}); CURRENT=\${#words}; PREFIX="\${words[CURRENT]}"; _consentry`;
    return run('zsh', ['-f', '-c', script]).split('\n').filter(Boolean);
  },
};

for (const [shell, offersFor] of Object.entries(complete)) {
  const skip = isThere(shell) ? false : `there is no ${shell} here`;

  test(`${shell} completes commands, and the commands below`, { skip }, () => {
    assert.deepEqual([...offersFor(['swe'])], ['sweep']);
    const all = offersFor(['']);
    for (const name of Object.keys(lines)) assert.ok(all.includes(name), name);
    assert.deepEqual([...offersFor(['caller', 'rem'])].toSorted(), ['remove', 'remove-key']);
    assert.deepEqual([...offersFor(['caller', 'identity', 'l'])], ['list']);
    assert.deepEqual([...offersFor(['help', 'exi'])], ['exit-codes']);
  });

  test(`${shell} completes options, each where it is right`, { skip }, () => {
    assert.deepEqual([...offersFor(['posture', '--fail'])], ['--fail-on']);
    assert.deepEqual([...offersFor(['sweep', 'list', '--concur'])], []);
    assert.deepEqual([...offersFor(['sweep', '--concur'])], ['--concurrency']);
    assert.ok(offersFor(['token', '--']).includes('--json'));
    assert.deepEqual([...offersFor(['sweep', 'users', '--customers-'])], ['--customers-file']);
  });

  test(`${shell} completes values of enumerations, and files`, { skip }, () => {
    assert.deepEqual([...offersFor(['posture', '--format', ''])].toSorted(), [
      'csv',
      'html',
      'json',
      'table',
    ]);
    assert.deepEqual([...offersFor(['token', '--resource', 'par'])], ['partner-center']);
    assert.deepEqual([...offersFor(['completion', 'z'])], ['zsh']);
    assert.ok(offersFor(['sweep', 'to']).includes('token-reach'));
    assert.ok(offersFor(['serve', '--config', '']).some((file) => file.includes('a-file.json')));
    assert.ok(offersFor(['posture', '--format=c']).some((value) => /^(--format=)?csv$/.test(value)));
  });

  test(`${shell} does not take the value of an option for a command`, { skip }, () => {
    assert.deepEqual([...offersFor(['sweep', '--out', 'list', '--concur'])], ['--concurrency']);
  });
}

test('no script asks a broker or the command itself, or looks at a variable of ours', () => {
  for (const [shell, script] of Object.entries(scripts)) {
    const code = script
      .split('\n')
      .filter((line) => !line.startsWith('#'))
      .join('\n')
      // Words and what they mean.
      .replaceAll(/'[^']*'/g, '');
    assert.doesNotMatch(code, /curl -|wget|Invoke-(WebRequest|RestMethod)|\(consentry |\$CONSENTRY/, shell);
  }
});

test('each script offers every option of every command', () => {
  for (const { path, options } of places) {
    for (const { word } of options) {
      for (const [shell, script] of Object.entries(scripts)) {
        const written = shell === 'fish' ? `-l ${word.slice(2)}` : word;
        assert.ok(script.includes(written), `${shell}: ${path} ${word}`);
      }
    }
  }
});

test('the script for PowerShell closes every bracket and every quotation mark', () => {
  // No PowerShell is at hand where this runs; what can be said without it is that its strings and blocks end.
  const withoutStrings = scripts.powershell
    .split('\n')
    .filter((line) => !line.trim().startsWith('#'))
    .join('\n')
    .replaceAll(/'(?:[^'’]|''|’’)*'/g, '')
    .replaceAll(/"[^"]*"/g, '');
  assert.doesNotMatch(withoutStrings, /['"’]/);
  for (const [open, close] of ['()', '{}', '[]'] as const) {
    assert.equal(
      withoutStrings.split(open ?? '').length,
      withoutStrings.split(close ?? '').length,
      `${open}${close}`,
    );
  }
});

test('zsh takes the function for the completion of consentry', {
  skip: isThere('zsh') ? false : 'there is no zsh here',
}, () => {
  const file = join(folder, 'consentry.zsh');
  writeFileSync(file, scripts.zsh);
  const asked = `autoload -U compinit; compinit -u -D; source ${file}; print -r -- "$_comps[consentry]"`;
  assert.equal(run('zsh', ['-f', '-c', asked]).trim(), '_consentry');
});
