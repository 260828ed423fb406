import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConsentryError } from '@consentry/core';
import { groups, needed, refusalOf, rightValue, runnable, typed, usages } from '../../test/a-command-line.ts';
import { readFlags } from './flags.ts';
import { kinds } from './kinds.ts';
import { near } from './near.ts';

/** Says what was wrong, in words that name it, and what is right. */
async function assertRefused(args: readonly string[], wrong: RegExp, right = /\S/): Promise<ConsentryError> {
  const refusal = await refusalOf(args);
  assert.ok(refusal, `${args.join(' ')} was understood`);
  assert.equal(refusal.code, 'usage');
  assert.match(refusal.message, wrong);
  assert.match(refusal.remedy, right);
  assert.match(refusal.remedy, /See `consentry.*--help`\.$/);
  return refusal;
}

const quote = (text: string): string => text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);

for (const { path, usage } of runnable) {
  const name = path.join(' ');
  const { options = [], argument } = usage;
  const line = [...path, ...needed(usage)];

  test(`${name} is understood with what it needs`, async () => {
    assert.equal((await refusalOf(line))?.message, undefined);
  });

  test(`${name} refuses an option that it does not have`, async () => {
    await assertRefused([...line, '--no-such-option'], /has no option “--no-such-option”/, /--help/);
    await assertRefused([...line, '--secret=abc'], /has no option “--secret”/);
    await assertRefused([...line, '-z'], /has no option “-z”/);
  });

  test(`${name} says which option was perhaps meant`, async () => {
    for (const { flags } of options.filter(({ required }) => required !== true)) {
      const { long } = readFlags(flags);
      const slip = `${long}${long.at(-1)}`;
      if (options.some((other) => readFlags(other.flags).long === slip)) continue;
      await assertRefused([...line, slip], new RegExp(`Did you mean ${quote(long)}\\?`));
    }
  });

  test(`${name} refuses an option without its value, and with the next option or nothing in its place`, async () => {
    for (const option of options) {
      const { long, kind, isOptional } = readFlags(option.flags);
      if (kind === undefined) continue;
      const before = [...path, ...needed(usage, option)];
      if (!isOptional) {
        await assertRefused(
          [...before, long],
          new RegExp(`${quote(long)} .*wants a value`),
          new RegExp(quote(long)),
        );
        if (!readFlags(option.flags).isList) {
          await assertRefused([...before, long, '--json'], /wants a value, and “--json” stands in its place/);
        }
      }
      await assertRefused([...before, long, ''], new RegExp(`${quote(long)} is empty`), /variable/);
    }
  });

  test(`${name} refuses a value that is none of its kind`, async () => {
    for (const option of options) {
      const { long, kind } = readFlags(option.flags);
      if (kind === undefined || (kinds[kind] === undefined && option.choices === undefined)) continue;
      const before = [...path, ...needed(usage, option)];
      const right =
        option.choices === undefined
          ? /(Give|Write|Name|begins)/
          : new RegExp(quote(option.choices.join(', ')));
      await assertRefused([...before, long, '!!'], new RegExp(`${quote(long)}.*“!!”`), right);
    }
  });

  test(`${name} refuses an option that stands twice and takes one value`, async () => {
    for (const option of options) {
      const { long, kind, isList } = readFlags(option.flags);
      if (kind === undefined || isList || option.repeats === true) continue;
      const before = [...path, ...needed(usage, option)];
      await assertRefused(
        [...before, ...typed(option), ...typed(option)],
        new RegExp(`${quote(long)} stands twice`),
      );
    }
  });

  test(`${name} says which option it wants`, async () => {
    for (const option of options.filter(({ required }) => required === true)) {
      await assertRefused(
        [...path, ...needed(usage, option)],
        new RegExp(`wants ${quote(option.flags)}`),
        /Add --/,
      );
    }
  });

  test(`${name} refuses what is too much, and does not repeat it`, async () => {
    if (argument?.form.includes('...') === true) return;
    const first = argument?.form.startsWith('[') === true ? ['users'] : [];
    const args = [...first, ...needed(usage)];
    const much = args.toSpliced(argument === undefined ? 0 : 1, 0, 'surplus');
    const refusal = await assertRefused([...path, ...much], /and (more|something else) stands there/);
    assert.doesNotMatch(refusal.message, /surplus/);
  });

  if (argument?.form.startsWith('<') === true) {
    test(`${name} wants ${argument.form}, and one that is right`, async () => {
      const without = options.filter(({ required }) => required === true).flatMap(typed);
      await assertRefused([...path, ...without], new RegExp(`wants ${quote(argument.form)}`));
      await assertRefused([...path, '', ...without], /is empty/);
      if (path[0] !== 'explain') await assertRefused([...path, '!!', ...without], /“!!”/);
    });
  }
}

for (const { path, usage } of usages) {
  const [first] = Object.keys(usage.commands ?? {});
  if (first === undefined) continue;
  test(`${path.join(' ')} says which of its commands was perhaps meant`, async () => {
    await assertRefused(
      [...path, `${first}${first.at(-1)}`],
      new RegExp(`Did you mean ${first}\\?`),
      new RegExp(first),
    );
    if (usage.load === undefined) {
      await assertRefused([...path], /is not a whole command/, new RegExp(first));
      await assertRefused([...path, 'qqqqqq'], /has no command “qqqqqq”/, new RegExp(first));
    }
  });
}

test('consentry says which command was perhaps meant', async () => {
  for (const name of groups.flatMap(({ commands }) => Object.keys(commands))) {
    const refusal = await refusalOf([`${name}${name.at(-1)}`]);
    assert.match(refusal?.message ?? '', new RegExp(`has no command.*Did you mean ${name}\\?`));
  }
  assert.match((await refusalOf(['qqqqqq']))?.message ?? '', /has no command “qqqqqq”\.$/);
  assert.match((await refusalOf(['--jsn']))?.message ?? '', /has no option “--jsn”/);
});

test('options that cannot stand together are named both', async () => {
  const target = ['--partner', rightValue('tenant'), '--resource', 'graph'];
  await assertRefused(
    ['token', ...target, '--format', 'curl', '--json'],
    /--format and --json cannot stand together/,
  );
  const sweep = ['sweep', 'users', '--partner', rightValue('tenant'), '--all', '--no-wait'];
  await assertRefused([...sweep, '--out', 'rows'], /--no-wait and --out cannot stand together/);
});

test('a slip is a letter more, less, another, or two in the wrong order; two of them at most', () => {
  const words = ['sweep', 'serve', 'stop'];
  for (const typedWord of ['sweeep', 'swep', 'swoep', 'sewep', 'swweeep'])
    assert.equal(near(typedWord, words), 'sweep');
  for (const typedWord of ['users', 'qqqqq', 's', 'st', '']) assert.equal(near(typedWord, words), undefined);
});

test('what is as long as a secret of an application, and an address with a password, are not repeated', async () => {
  const secret = `abC8Q~${'x'.repeat(34)}`;
  for (const args of [
    ['grants', '--url', 'http://robot:canary@127.0.0.1:44396'],
    ['grants', '--url', 'http://a:canary@b'],
    ['connect', '--partner', secret],
  ]) {
    const refusal = await refusalOf(args);
    assert.equal(refusal?.code, 'usage');
    assert.doesNotMatch(`${refusal?.message}${refusal?.remedy}`, /canary|xxxx/);
  }
});
