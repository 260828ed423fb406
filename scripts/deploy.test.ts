import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { isCommand } from './build/build-command.ts';
import { optionalPeers } from './build/published-manifest.ts';
import { repository, workspaces } from './build/workspaces.ts';
import { readSnippets } from './snippets/collect-snippets.ts';
import { findMistake } from './snippets/command-line.ts';

// Neither systemd nor a builder of containers runs here: what the files name is compared with what is there.

const read = (path: string): string => readFileSync(join(repository, path), 'utf8');
const here = (path: string): string => path.replace('/opt/consentry', repository);

describe('the unit for systemd', () => {
  const text = read('deploy/consentry.service');
  const values = (name: string): string[] =>
    [...text.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map(([, value = '']) => value);
  const [node = '', command = '', ...args] = values('ExecStart')[0]?.split(' ') ?? [];

  test('starts the command of this repository, with options that it has', async () => {
    assert.ok(existsSync(here(command)), command);
    assert.equal(node, '/opt/consentry/node_modules/.bin/node', 'the Node.js that the repository pins');
    assert.equal(await findMistake(args), undefined);
  });

  test('lets the broker write where the page on the real cloud has its files, and nowhere else', () => {
    const page = read('docs/real-cloud.md');
    const masterKey = /"masterKeyFile": "([^"]+)\/[^/"]+"/.exec(page)?.[1];
    const store = /"dataDir": "([^"]+)"/.exec(page)?.[1] ?? '';
    assert.deepEqual(values('ReadWritePaths'), [masterKey]);
    assert.ok(store.startsWith(`/var/lib/${values('StateDirectory')[0] ?? ''}/`), store);
    assert.deepEqual(values('ProtectSystem'), ['strict']);
    assert.ok(page.includes(args.at(-1) ?? ''), 'the configuration');
  });

  const skip = spawnSync('systemd-analyze', ['--version']).error !== undefined && 'systemd is not installed';
  test('is a unit that systemd takes, and little exposed', { skip }, () => {
    const folder = mkdtempSync(join(tmpdir(), 'consentry-unit-'));
    try {
      const unit = join(folder, 'consentry.service');
      // The user is made, and the repository put into place, by whoever sets the machine up.
      writeFileSync(unit, text.replace(node, process.execPath).replace(/^(User|Group)=.*\n/gm, ''));
      const verified = spawnSync('systemd-analyze', ['verify', '--man=no', unit], { encoding: 'utf8' });
      assert.equal(verified.stderr, '');
      const security = [
        'security',
        '--offline=true',
        '--threshold=25',
        join(repository, 'deploy/consentry.service'),
      ];
      assert.equal(spawnSync('systemd-analyze', security).status, 0, 'an exposure of at most 2.5');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

test('no page starts the command by its name in a folder: the machine may have another Node.js', () => {
  for (const page of globSync('{README.md,docs/**/*.md}', { cwd: repository }))
    assert.doesNotMatch(read(page), /\.bin\/consentry\b/, page);
});

describe('the file for a container', () => {
  const text = read('deploy/Containerfile');
  const stages = text.split(/^(?=FROM )/m).slice(1);
  const [building = '', final = ''] = stages;
  const copied = [...building.matchAll(/^COPY (.+) \S+$/gm)].flatMap(([, sources = '']) =>
    sources.split(' '),
  );

  test('copies what there is, and the manifest of every package before the packages are installed', () => {
    for (const path of copied) assert.ok(existsSync(join(repository, path)), path);
    const installs = building.indexOf('RUN npm ci');
    for (const { path } of workspaces) {
      const manifest = `${path.slice(repository.length + 1)}/package.json`;
      assert.ok(copied.includes(manifest), manifest);
      assert.ok(building.indexOf(manifest) < installs);
    }
  });

  test('holds what was built of the command, and nothing of the repository', () => {
    assert.equal(stages.length, 2);
    const command = workspaces.find(isCommand);
    const dist = `/build/${command?.path.slice(repository.length + 1)}/dist`;
    assert.ok(building.indexOf('COPY packages packages') < building.indexOf('RUN npm run build'));
    assert.deepEqual(final.match(/^COPY .+$/gm), [`COPY --from=build ${dist} ./`]);
  });

  test('starts the command, with options that it has, on the Node.js of the repository, and not as root', async () => {
    const words = (name: string): string[] =>
      JSON.parse(new RegExp(`^${name} (\\[.*\\])$`, 'm').exec(text)?.[1] ?? '[]') as string[];
    const [program, command = ''] = words('ENTRYPOINT');
    assert.equal(program, 'node');
    assert.equal(command, workspaces.find(isCommand)?.manifest.bin?.['consentry']);
    assert.equal(await findMistake(words('CMD')), undefined);
    const { optionalDependencies } = JSON.parse(read('package.json')) as {
      optionalDependencies: Record<string, string>;
    };
    const versions = [...text.matchAll(/^FROM \S+node:([\d.]+)-/gm)].map(([, version]) => version);
    assert.equal(versions.length, stages.length);
    assert.deepEqual([...new Set(Object.values(optionalDependencies))], [...new Set(versions)]);
    assert.match(final, /^USER [1-9]\d*:[1-9]\d*$/m);
  });

  test('can be added to as its page says: with the packages of Key Vault that the library is made for, as the same user', () => {
    const [block] = readSnippets('docs/deploy.md', read('docs/deploy.md')).filter(
      ({ language }) => language === 'dockerfile',
    );
    const { peerDependencies } = optionalPeers(workspaces);
    const installed = [...(block?.text.matchAll(/ (@azure\/[\w-]+)@([\d.]+)/g) ?? [])];
    assert.deepEqual(
      Object.fromEntries(installed.map(([, name, version]) => [name, version])),
      peerDependencies,
    );
    const users = (file: string): string[] => file.match(/^USER .*$/gm) ?? [];
    assert.equal(users(block?.text ?? '').at(-1), users(final).at(-1));
  });

  test('does not leave out what it copies', () => {
    const ignored = read('deploy/Containerfile.dockerignore').split('\n');
    const taken = ignored.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    for (const path of copied)
      assert.ok(
        taken.some((name) => path === name || path.startsWith(`${name}/`)),
        path,
      );
  });
});
