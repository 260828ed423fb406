import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { after, before, describe, test } from 'node:test';
import { DEFAULT_TENANTS } from '@consentry/sandbox';
import { collectSnippets, type Snippet } from '../scripts/snippets/collect-snippets.ts';
import { findMistake, readOwnCommands } from '../scripts/snippets/command-line.ts';
import { findReason, notRun, readElsewhere } from '../scripts/snippets/not-run.ts';
import { readStatements } from '../scripts/snippets/shell.ts';
import { act, aDocumentedBroker, type DocumentedBroker } from './support/a-documented-broker.ts';
import { aFolder } from './support/a-folder.ts';
import { asOperator } from './support/connect-partner.ts';
import { consentry } from './support/consentry.ts';
import { fillIn, otherExits, ownBroker, servers, variablesOf, waitsForPerson } from './support/page-plan.ts';
import { runSession, type Step } from './support/shell-session.ts';

// Every statement of a shell in the pages is run, in the order of its page, in one shell, against a broker and a cloud of our own. What
// is not run stands with its reason in scripts/snippets/not-run.ts, and is read all the same.

const snippets = collectSnippets();
const pages = Map.groupBy(
  snippets.filter(({ language, page }) => language === 'sh' && readElsewhere[page] === undefined),
  ({ page }) => page,
);
const cleaning = new AsyncDisposableStack();
let shared: DocumentedBroker;

before(async () => {
  shared = cleaning.use(await aDocumentedBroker());
});
after(() => cleaning.disposeAsync());

interface Line {
  readonly where: string;
  readonly statement: string;
}

function linesOf(blocks: readonly Snippet[]): Line[] {
  return blocks.flatMap(({ page, line, text }) =>
    readStatements(text).map((statement) => ({ where: `${page}:${line}`, statement })),
  );
}

describe('the shell of each page', { concurrency: 2 }, () => {
  for (const [page, blocks] of pages) {
    const lines = linesOf(blocks).filter(({ statement }) => findReason(statement) === undefined);
    if (lines.length === 0) continue;
    test(`${page} runs`, async () => {
      const own = ownBroker[page];
      await using used = own === undefined ? undefined : await aDocumentedBroker(own);
      assert.deepEqual(await runPage(lines, used ?? shared), []);
    });
  }
});

/** @returns what went otherwise than it should */
async function runPage(lines: readonly Line[], broker: DocumentedBroker): Promise<string[]> {
  await using folder = await aFolder();
  await broker.equip(folder.path);
  const text = lines.map(({ statement }) => statement).join('\n');
  if (/caller\.key/.test(text) && !/--key-out caller\.key/.test(text)) await addCaller(broker, folder.path);
  const steps = await Promise.all(
    lines.map(async ({ statement }, at): Promise<Step> => {
      const filled = await fillIn(statement, broker);
      if (filled.startsWith('#!')) return { statement: await asProgram(folder.path, at, filled) };
      return { statement: filled, isServer: servers.test(filled) };
    }),
  );
  const acted = new Set<number>();
  const results = await runSession(steps, {
    folder: folder.path,
    env: variablesOf(broker),
    meanwhile(output, at) {
      if (acted.has(at) || !waitsForPerson.test(steps[at]?.statement ?? '') || !output.includes('Waiting'))
        return;
      acted.add(at);
      void act(broker, output);
    },
  });
  return lines.flatMap(({ where, statement }, at) => {
    const wanted = otherExits.find(({ command }) => command.test(statement))?.exitCode ?? 0;
    const { exitCode, output } = results[at] ?? { exitCode: -1, output: 'was not reached' };
    return exitCode === wanted ? [] : [`${where}: ${statement}\nended with ${exitCode}: ${output}`];
  });
}

async function asProgram(folder: string, at: number, text: string): Promise<string> {
  await writeFile(join(folder, `program-${at}.sh`), text);
  // It asks curl for failures itself.
  return `HOME=/nowhere sh ./program-${at}.sh`;
}

async function addCaller({ ready }: DocumentedBroker, folder: string): Promise<void> {
  const policy = ['--partner', DEFAULT_TENANTS.partnerOne, '--customer', 'all', '--partner-tenant'];
  const resources = ['--resource', 'partner-center', 'graph', '--key-out', join(folder, 'caller.key')];
  const added = await consentry([
    'caller',
    'add',
    '--name',
    'page',
    ...policy,
    ...resources,
    ...asOperator(ready),
  ]);
  assert.equal(added.exitCode, 0, added.stderr);
}

describe('what is not run', () => {
  const lines = linesOf([...pages.values()].flat());
  const left = lines.filter(({ statement }) => findReason(statement) !== undefined);

  test('is taken by the command as it stands', async () => {
    const wrong: string[] = [];
    for (const { where, statement } of left) {
      for (const args of readOwnCommands(statement)) {
        const mistake = await findMistake(args);
        if (mistake !== undefined) wrong.push(`${where}: ${mistake}`);
      }
    }
    assert.deepEqual(wrong, []);
  });

  test('is in a page, for every row of the table', () => {
    const idle = notRun.filter(
      ({ command }) => !left.some(({ statement }) => command.test(statement.trim())),
    );
    assert.deepEqual(idle, []);
  });
});

describe('the programs in Python', () => {
  const skip = spawnSync('python3', ['--version']).error !== undefined && 'python3 is not installed';
  for (const { page, line, text } of snippets.filter(({ language }) => language === 'python')) {
    test(`${page}:${line} runs`, { skip }, async () => {
      await using folder = await aFolder();
      await addCaller(shared, folder.path);
      const env = { ...variablesOf(shared), PATH: process.env['PATH'] ?? '' };
      await writeFile(join(folder.path, 'program.py'), await fillIn(text, shared));
      const { stdout } = await promisify(execFile)('python3', ['program.py'], { cwd: folder.path, env });
      assert.notEqual(stdout, '');
    });
  }
});
