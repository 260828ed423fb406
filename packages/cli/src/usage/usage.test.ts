import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { builtInCloudNames } from '@consentry/core';
import { groups, refusalOf, runnable, usages, variables } from '../../test/a-command-line.ts';
import { exitCodes } from '../command-line/exit-codes.ts';
import { nameOf, readFlags } from '../command-line/flags.ts';
import { renderHelp, renderOverview } from '../command-line/help.ts';
import type { CommandUsage } from '../command-line/usage.ts';
import { columns } from '../command-line/wrap.ts';
import { failLevels } from '../posture/judge-report.ts';
import { formats } from '../posture/read-posture-options.ts';
import { rowFormats as formatsOfRows } from '../sweep/write-rows.ts';
import { clouds, resources, rowFormats } from './options.ts';

const repository = fileURLToPath(new URL('../../../../', import.meta.url));
/** They end in order by themselves. */
const untilStopped = ['serve', 'sandbox', 'up'];

/** The commands of ours in a line of a shell, as a shell would hand them over. */
function commandsIn(line: string): readonly (readonly string[])[] {
  return line.split(/ \| /).flatMap((part) => {
    const [, typed] = /(?:^|\(|<\()consentry ([^()<>]+)/.exec(part) ?? [];
    const words = typed?.trim().match(/"[^"]*"|\S+/g) ?? [];
    const args = words.map((word) =>
      word.replaceAll('"', '').replaceAll(/\$([A-Z_]+)/g, (_, name: string) => {
        const value = variables[name];
        assert.ok(value, `${name} is no variable of examples`);
        return value;
      }),
    );
    return typed === undefined ? [] : [args];
  });
}

for (const { path, usage } of runnable) {
  const name = path.join(' ');
  test(`${name} has two examples or more, and each is a command that is understood`, async () => {
    const { examples = [] } = usage;
    assert.ok(examples.length >= 2);
    for (const { line } of examples) {
      const commands = commandsIn(line);
      assert.ok(commands.length > 0, line);
      for (const args of commands) assert.equal((await refusalOf(args))?.message, undefined, line);
      assert.ok(
        commands.some((args) => args.slice(0, path.length).join(' ') === name) || path[0] === 'help',
        line,
      );
    }
  });

  test(`${name} says where things stand after Ctrl-C`, () => {
    const endsItself = untilStopped.includes(name) || path[0] === 'help' || path[0] === 'completion';
    assert.equal(usage.interrupted === undefined, endsItself);
  });
}

for (const { path, usage } of usages) {
  const name = path.join(' ');
  test(`the help of ${name} is whole, and fits on 80 columns`, () => {
    const help = renderHelp(`consentry ${name}`, usage);
    assert.match(usage.summary, /\.$/);
    assert.doesNotMatch(help, /undefined|\[object/);
    const wide = help.split('\n').filter((line) => line.length > columns && / \S/.test(line.trim()));
    assert.deepEqual(wide, []);
    for (const { flags } of usage.options ?? []) assert.ok(help.includes(flags), flags);
    for (const { text } of usage.examples ?? [])
      assert.ok(help.replaceAll(/\n +/g, ' ').includes(text), text);
  });

  test(`${name} leads on to a document that is there`, () => {
    const { readOn } = usage;
    if (readOn === undefined) return assert.equal(usage.load, undefined, 'it leads nowhere');
    const [file = '', heading] = readOn.split('#');
    // This one is made from the same table.
    assert.ok(existsSync(`${repository}${file}`), file);
    if (heading === undefined) return;
    const headings = [...readFileSync(`${repository}${file}`, 'utf8').matchAll(/^#+ (.*)$/gm)];
    const anchors = headings.map(([, text = '']) =>
      text
        .toLowerCase()
        .replaceAll(/[^\w -]/g, '')
        .replaceAll(' ', '-'),
    );
    assert.ok(anchors.includes(heading), readOn);
  });

  test(`no option of ${name} takes a secret as its value`, () => {
    for (const { flags } of usage.options ?? []) {
      const { long, kind } = readFlags(flags);
      if (!/secret|token|password|assertion|verifier|(^|-)key|recovery|credential/.test(long)) continue;
      assert.ok(
        kind === undefined ||
          kind === 'file' ||
          flags === '--key <key>' ||
          flags === '--secret-name <name>' ||
          kind === 'key id',
        `${flags} would stand in the list of processes`,
      );
    }
  });
}

test('an argument that holds a token is refused, and is repeated nowhere', async () => {
  const token = 'eyJhbGciOiJub25lIn0.eyJhbGciOiJub25lIn0.c2lnbmF0dXJl';
  for (const { path, usage } of runnable) {
    if (path[0] === 'verify') continue;
    const refusal = await refusalOf([...path, token, ...requiredOf(usage)]);
    if (path[0] === 'explain') continue;
    const told = `${refusal?.message} ${refusal?.remedy}`;
    assert.ok(refusal !== undefined || ['sweep', 'help', 'cmdlet'].includes(path[0] ?? ''), path.join(' '));
    assert.ok(!told.includes('eyJ'), told);
  }
});

function requiredOf({ options = [] }: CommandUsage): readonly string[] {
  return options
    .filter(({ required }) => required === true)
    .flatMap(({ flags }) => [readFlags(flags).long, variables['PARTNER'] ?? '']);
}

test('the overview fits on 80 columns, and has every command on a line of its own', () => {
  const lines = renderOverview(groups, '0.1.0').split('\n');
  assert.deepEqual(
    lines.filter((line) => line.length > columns),
    [],
  );
  for (const name of groups.flatMap(({ commands }) => Object.keys(commands))) {
    assert.equal(lines.filter((line) => line.startsWith(`  ${name} `)).length, 1, name);
  }
});

test('no command takes two options under one name, but for one that is the other’s no', () => {
  for (const { path, usage } of usages) {
    const names = (usage.options ?? []).map(nameOf);
    assert.equal(new Set(names).size, names.length, path.join(' '));
    assert.ok(!names.includes('json') && !names.includes('help'), path.join(' '));
  }
});

test('what the table knows of enumerations is what the code takes', () => {
  const choicesOf = (name: string, flag: string) =>
    usages
      .find(({ path }) => path.join(' ') === name)
      ?.usage.options?.find(({ flags }) => flags.startsWith(`${flag} `))?.choices;
  assert.deepEqual(rowFormats, formatsOfRows);
  assert.deepEqual(clouds.toSorted(), [...builtInCloudNames].toSorted());
  assert.deepEqual(choicesOf('posture', '--format'), formats);
  assert.deepEqual(choicesOf('posture', '--fail-on'), failLevels);
});

test('every exit code that a command names is one of the table', () => {
  for (const { path, usage } of usages) {
    for (const code of Object.keys(usage.exits ?? {})) assert.ok(code in exitCodes, path.join(' '));
  }
  assert.equal(resources.length, 4);
});
