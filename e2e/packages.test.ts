import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { DEFAULT_APPLICATION } from '@consentry/sandbox';
import { doorsOf, repository, type Workspace, workspaces } from '../scripts/build/workspaces.ts';

/** Outside the repository, so that nothing is found there by accident. */
const folder = mkdtempSync(join(tmpdir(), 'consentry-packages-'));
const app = join(folder, 'app');
const bin = join(app, 'node_modules', 'consentry', 'bin', 'consentry.mjs');
const tarballs = new Map<Workspace, string>();
const quietly = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
/** The only door that needs packages which are not installed by themselves. */
const keyVaultDoor = '@consentry/core/key-vault';
const doors = workspaces.flatMap(doorsOf).filter((door) => door !== keyVaultDoor);

describe('the packages, built, packed and installed in an empty folder', () => {
  before(() => {
    const built = join(folder, 'built');
    mkdirSync(built);
    mkdirSync(app);
    run(process.execPath, [join(repository, 'scripts', 'build.ts'), '--out', built], repository);
    for (const workspace of workspaces) {
      const output = run(
        'npm',
        ['pack', '--json', '--pack-destination', folder],
        join(built, workspace.folder),
      );
      const [packed] = JSON.parse(output) as readonly { readonly filename: string }[];
      tarballs.set(workspace, join(folder, packed?.filename ?? assert.fail('nothing was packed')));
    }
    writeFileSync(join(app, 'package.json'), '{ "private": true, "type": "module" }');
    run('npm', ['install', ...quietly, ...tarballs.values()], app);
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const workspace of workspaces) {
    test(`${workspace.manifest.name} holds what was built of it, and nothing else`, () => {
      const files = run('tar', ['-tzf', tarballs.get(workspace) ?? ''], folder)
        .trim()
        .split('\n');
      assert.deepEqual(files.toSorted(), allowedFiles(workspace));
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
      const isSandbox = workspace.folder === 'sandbox';
      assert.equal(text.includes(DEFAULT_APPLICATION.secret), isSandbox, 'the secret of the example');
    });
  }

  test('the command runs and says its version', () => {
    const version = workspaces.find(({ manifest }) => manifest.name === 'consentry')?.manifest.version;
    assert.equal(run(process.execPath, [bin, '--version'], app).trim(), version);
    // As npm links it: a file that can be executed, with the Node.js that comes first.
    const path = [dirname(process.execPath), process.env['PATH']].join(delimiter);
    const linked = join(app, 'node_modules', '.bin', 'consentry');
    assert.equal(run(linked, ['--version'], app, { PATH: path }).trim(), version);
  });

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

  test('the whole job is done with the built files', () => {
    const answer = JSON.parse(run(process.execPath, [bin, 'demo', '--json'], app)) as {
      readonly ok: boolean;
    };
    assert.equal(answer.ok, true);
  });

  test('the door to Key Vault names what it needs, and opens and type-checks once that is there', () => {
    assert.throws(() => countExports(keyVaultDoor), /@azure\/keyvault-secrets/);
    const core = workspaces.find(({ folder: name }) => name === 'core');
    const peers = Object.entries(core?.manifest.peerDependencies ?? {});
    assert.ok(peers.length > 0);
    run('npm', ['install', ...quietly, ...peers.map(([name, version]) => `${name}@${version}`)], app);
    assert.ok(countExports(keyVaultDoor) > 0);
    writeFileSync(join(app, 'key-vault.ts'), `export * from '${keyVaultDoor}';`);
    typeCheck();
  });
});

describe('the command on an older Node.js', () => {
  const source = join(repository, 'packages', 'cli', 'bin', 'consentry.mjs');
  const found = findOlderNode();

  test('says in one line which one it needs', () => {
    const pretend = "Object.defineProperty(process.versions, 'node', { value: '22.9.0' })";
    assertRefused([process.execPath, '--import', `data:text/javascript,${pretend}`, source], '22.9.0');
  });

  test('says so on a real one', { skip: found === undefined && 'no older Node.js is installed' }, () => {
    assertRefused([found?.path ?? '', source], found?.version ?? '');
  });
});

function countExports(door: string): number {
  const script = `console.log(Object.keys(await import('${door}')).length)`;
  return Number(run(process.execPath, ['--input-type=module', '--eval', script], app));
}

/** A path of this kind may be in a package; every one that could be must be. */
function allowedFiles({ path, manifest }: Workspace): readonly string[] {
  const sources = globSync('src/**/*.ts', { cwd: path }).filter((file) => !file.endsWith('.test.ts'));
  const emitted = sources.flatMap((file) => [file.replace(/ts$/, 'js'), file.replace(/ts$/, 'd.ts')]);
  const files = ['LICENSE', 'README.md', 'package.json', ...Object.values(manifest.bin ?? {}), ...emitted];
  return files.map((file) => `package/${file}`).toSorted();
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

function assertRefused([command = '', ...args]: readonly string[], version: string): void {
  const { status, stdout, stderr } = spawnSync(command, [...args, '--version'], { encoding: 'utf8' });
  assert.equal(stderr, `consentry needs Node.js 24 or newer; this is Node.js ${version}.\n`);
  assert.equal(stdout, '');
  assert.equal(status, 1);
}

function findOlderNode(): { readonly path: string; readonly version: string } | undefined {
  for (const directory of ['/usr/bin', '/usr/local/bin', ...(process.env['PATH'] ?? '').split(delimiter)]) {
    const path = join(directory, 'node');
    if (!existsSync(path)) continue;
    const version = spawnSync(path, ['-p', 'process.versions.node'], { encoding: 'utf8' }).stdout.trim();
    if (Number.parseInt(version, 10) < 24) return { path, version };
  }
  return undefined;
}

/** A package, unpacked onto an output. Bytes. */
const mostOutput = 64 * 1024 * 1024;

/** Runs a program to its end and gives what it wrote. */
function run(
  command: string,
  args: readonly string[],
  cwd: string,
  environment: NodeJS.ProcessEnv = {},
): string {
  // What `npm test` tells its scripts of this repository would mislead an npm that works elsewhere.
  const inherited = Object.entries(process.env).filter(
    ([name]) =>
      !/^(npm_(package|lifecycle)_|npm_config_local_prefix$|INIT_CWD$|NODE_TEST_CONTEXT$)/.test(name),
  );
  const env = { ...Object.fromEntries(inherited), ...environment };
  try {
    return execFileSync(command, args, { cwd, env, encoding: 'utf8', stdio: 'pipe', maxBuffer: mostOutput });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string };
    throw new Error(`${command} ${args.join(' ')}\n${stdout}\n${stderr}`, { cause: error });
  }
}
