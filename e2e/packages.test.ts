import assert from 'node:assert/strict';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { DEFAULT_APPLICATION } from '@consentry/sandbox';
import { isCommand } from '../scripts/build/build-command.ts';
import { doorsOf, repository, type Workspace, workspaces } from '../scripts/build/workspaces.ts';
import { install, pack, run } from './support/run-program.ts';

/** Outside the repository, so that nothing is found there by accident. */
const folder = mkdtempSync(join(tmpdir(), 'consentry-packages-'));
const app = join(folder, 'app');
const tarballs = new Map<Workspace, string>();
/** The command has no door: `installed-command.test.ts` looks at it. */
const libraries = workspaces.filter((workspace) => !isCommand(workspace));
/** The only door that needs packages which are not installed by themselves. */
const keyVaultDoor = '@consentry/core/key-vault';
const doors = libraries.flatMap(doorsOf).filter((door) => door !== keyVaultDoor);

describe('the packages, built, packed and installed in an empty folder', () => {
  before(() => {
    const built = join(folder, 'built');
    mkdirSync(built);
    mkdirSync(app);
    run(process.execPath, [join(repository, 'scripts', 'build.ts'), '--out', built], repository);
    for (const workspace of workspaces) {
      tarballs.set(workspace, pack(join(built, workspace.folder), folder));
    }
    writeFileSync(join(app, 'package.json'), '{ "private": true, "type": "module" }');
    install(
      libraries.map((workspace) => tarballs.get(workspace) ?? ''),
      app,
    );
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const workspace of workspaces) {
    test(`${workspace.manifest.name} holds what was built of it, and nothing else`, () => {
      const files = run('tar', ['-tzf', tarballs.get(workspace) ?? ''], folder)
        .trim()
        .split('\n');
      assertAllowed(
        workspace,
        files.map((file) => file.replace(/^package\//, '')),
      );
    });
  }

  for (const workspace of workspaces) {
    test(`${workspace.manifest.name} holds no key, and no secret but those of the public example`, () => {
      const text = run('tar', ['-xzOf', tarballs.get(workspace) ?? ''], folder);
      // A private key, a line of a master key file, a key of a caller or an operator.
      for (const key of [
        /-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/]{40}/,
        /mk_[\w-]{16} +[\w-]{43}/,
        /ct[yo]_[\w-]{40}/,
      ]) {
        assert.doesNotMatch(text, key);
      }
      const hasSandbox = workspace.folder === 'sandbox' || isCommand(workspace);
      assert.equal(text.includes(DEFAULT_APPLICATION.secret), hasSandbox, 'the secret of the example');
    });
  }

  test('every door opens', () => {
    for (const door of doors) assert.ok(countExports(door) > 0, `${door} exports nothing`);
  });

  test('every door, and the example of the README, type-checks', () => {
    const imports = doors.map((door, index) => `import * as door${index} from '${door}';`);
    const used = `export const doors = [${doors.map((_, index) => `door${index}`).join(', ')}];`;
    writeFileSync(join(app, 'doors.ts'), [...imports, used].join('\n'));
    writeFileSync(join(app, 'example.ts'), readmeExample());
    typeCheck();
  });

  test('a mistake in the use of a door is found by the types', () => {
    const file = join(app, 'mistake.ts');
    writeFileSync(
      file,
      "import { createRemote } from '@consentry/core/remote';\nexport const x = createRemote(1);",
    );
    assert.throws(typeCheck, /mistake\.ts\(2,\d+\): error TS2345/);
    rmSync(file);
  });

  test('the door to Key Vault names what it needs, and opens and type-checks once that is there', () => {
    assert.throws(() => countExports(keyVaultDoor), /@azure\/keyvault-secrets/);
    const core = workspaces.find(({ folder: name }) => name === 'core');
    const peers = Object.entries(core?.manifest.peerDependencies ?? {});
    assert.ok(peers.length > 0);
    install(
      peers.map(([name, version]) => `${name}@${version}`),
      app,
    );
    assert.ok(countExports(keyVaultDoor) > 0);
    writeFileSync(join(app, 'key-vault.ts'), `export * from '${keyVaultDoor}';`);
    typeCheck();
  });
});

function countExports(door: string): number {
  const script = `console.log(Object.keys(await import('${door}')).length)`;
  return Number(run(process.execPath, ['--input-type=module', '--eval', script], app));
}

/** Of a library, a path for each file of its source; what a command is made of has the names that the bundler gives. */
function assertAllowed(workspace: Workspace, files: readonly string[]): void {
  const { path, manifest } = workspace;
  const always = ['LICENSE', 'README.md', 'package.json'];
  if (isCommand(workspace)) {
    const parts = files.filter((file) => /^lib\/[\w.-]+\.js$/.test(file));
    for (const entry of ['main', 'audit-worker', 'inspection-worker'])
      assert.ok(parts.includes(`lib/${entry}.js`));
    const others = [...always, 'THIRD-PARTY-NOTICES', ...Object.values(manifest.bin ?? {})];
    assert.deepEqual(files.filter((file) => !parts.includes(file)).toSorted(), others.toSorted());
    return;
  }
  const sources = globSync('src/**/*.ts', { cwd: path }).filter((file) => !file.endsWith('.test.ts'));
  const emitted = sources.flatMap((file) => [file.replace(/ts$/, 'js'), file.replace(/ts$/, 'd.ts')]);
  assert.deepEqual(files.toSorted(), [...always, ...emitted].toSorted());
}

function readmeExample(): string {
  const readme = readFileSync(join(app, 'node_modules', '@consentry', 'core', 'README.md'), 'utf8');
  const example = /```ts\n([^`]+)```/.exec(readme)?.[1] ?? assert.fail('the README has no example');
  return `declare const key: string, partner: string, customer: string;\n${example}\nexport { token };\n`;
}

/**
 * As an importer's own project would, without a word about types: third-party types are checked as well, and
 * Node's are not there.
 */
function typeCheck(): void {
  writeFileSync(
    join(app, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        target: 'es2024',
        module: 'nodenext',
        strict: true,
        skipLibCheck: false,
        noEmit: true,
        types: [],
      },
      include: ['*.ts'],
    }),
  );
  run(process.execPath, [join(repository, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', app], app);
}
