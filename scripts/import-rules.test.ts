import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { repository, workspaces } from './build/workspaces.ts';
import { cyclesOf, type Goal, goalOf, loadedWith, workspaceOf } from './import-rules/graph.ts';
import { type Import, readSources, type Source } from './import-rules/sources.ts';

/** Which package may import which, by folder. Tests of every package may import the sandbox as well. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  core: [],
  server: ['core'],
  sandbox: [],
  cli: ['core', 'server', 'sandbox'],
};

/** The steps of core, in the order of the flow. A file imports from its own step and from earlier ones. */
const steps = [
  'errors',
  'secret',
  'ports',
  'ids',
  'visible',
  'audit',
  'token-credential',
  'http',
  'entra',
  'workload',
  'explanation',
  'verification',
  'consent',
  'vault',
  'tokens',
  'apis',
  'customer-consents',
  'posture',
  'forecast',
  'fleet',
  'index',
];

/** What stands beside the flow, and all that it may import. */
const besideTheFlow: Readonly<Record<string, readonly string[]>> = {
  'key-vault': ['errors', 'secret', 'ports', 'ids', 'http', 'entra', 'vault'],
  contract: ['errors', 'secret', 'ids', 'audit'],
  remote: ['errors', 'secret', 'ids', 'audit', 'token-credential', 'contract'],
  node: ['secret', 'ports'],
  'posture-report': ['errors', 'visible', 'contract', 'posture'],
};

/** The table of errors is a file of its own, and part of the step. */
const stepOfFile: Readonly<Record<string, string>> = { 'error-table': 'errors' };

/** Clock, chance, environment, timers and the network come in through ports; here stand the ports. */
const outsideWorld =
  /^(Date\.now|Date|new Date\(\)|Math\.random|fetch|set(Timeout|Interval|Immediate))$|^(performance|crypto|process)\b/;
const outsideModules: Readonly<Record<string, RegExp>> = {
  // What kind of machine this is and the number of this process do not change under a program.
  'node:process': /^(?!(platform|pid)$)/,
  // `setImmediate` lets others go first; it measures no time.
  'node:timers': /^(?!setImmediate$)/,
  'node:perf_hooks': /./,
  'node:crypto': /^(\*|default|random\w+|getRandomValues|webcrypto)$/,
};
const portImplementations = [
  'packages/core/src/node/',
  'packages/server/src/main.ts',
  'packages/server/src/http/serve.ts',
  'packages/server/src/http/socket-door.ts',
];

const exceptions: Readonly<Record<string, string>> = {
  // It runs in the writing thread, which no port reaches.
  'packages/server/src/stores/audit/sqlite/audit-database.ts': 'node:crypto',
  // The bounded wait of a port's own implementation; nothing is decided by its length.
  'packages/server/src/stores/audit/group-commit.ts': 'setTimeout',
};

/** The only files that take a value out of its `Secret`. */
const mayReveal = [
  // Onto the wire, to those whom it is for.
  'packages/cli/src/commands/recovery-key.ts',
  'packages/core/src/apis/call.ts',
  'packages/core/src/apis/forward/forward-call.ts',
  'packages/core/src/entra/client-credential.ts',
  'packages/core/src/entra/token-request.ts',
  // To be looked for in what comes back.
  'packages/core/src/entra/token-failure.ts',
  'packages/core/src/key-vault/create-secret-versions.ts',
  'packages/core/src/key-vault/vault-credential.ts',
  'packages/core/src/node/ways-out.ts',
  'packages/core/src/remote/create-remote.ts',
  'packages/core/src/tokens/local-credential.ts',
  'packages/server/src/alerts/post-alert.ts',
  'packages/server/src/alerts/sign-alert.ts',
  'packages/server/src/backup/sealed-file.ts',
  'packages/server/src/dashboard/cookies.ts',
  'packages/server/src/routes/acquire-token.ts',
  'packages/server/src/routes/add-caller.ts',
  'packages/server/src/routes/add-caller-key.ts',
  'packages/server/src/routes/create-dashboard-link.ts',
  'packages/server/src/routes/invitation-url.ts',
  'packages/server/src/routes/start-consent.ts',
  'packages/server/src/routes/withdrawal-url.ts',
  'packages/server/src/routes/start-device-code.ts',
  'packages/server/src/routes/start-account-test.ts',
  'packages/cli/src/commands/import.ts',
  'packages/server/src/stores/postgres/postgres-pool.ts',
  // Into the operator's own file.
  'packages/cli/src/commands/credential.ts',
  'packages/cli/src/rotation/credential-pair.ts',
  'packages/server/src/stores/operator-key.ts',
  // Sealed, for whoever has the key.
  'packages/server/src/export/seal-export.ts',
  // To be read and checked.
  'packages/core/src/consent/read-refresh-token.ts',
  'packages/core/src/key-vault/scan/read-shape.ts',
  'packages/core/src/entra/split-token.ts',
  'packages/core/src/entra/id-token.ts',
  'packages/core/src/entra/read-certificate.ts',
  'packages/core/src/entra/verify-signature.ts',
  // Into a digest, a MAC or a cipher.
  'packages/core/src/key-vault/is-same.ts',
  'packages/core/src/key-vault/key-vault.ts',
  'packages/core/src/entra/pkce.ts',
  'packages/core/src/vault/envelope.ts',
  'packages/server/src/access/authenticate.ts',
  'packages/server/src/access/caller-key.ts',
  'packages/server/src/stores/audit/audit-chain.ts',
  'packages/server/src/stores/dashboard-sessions.ts',
  'packages/server/src/stores/invitations.ts',
  'packages/server/src/stores/withdrawals.ts',
  'packages/server/src/stores/shared-tokens.ts',
  // Names of accounts.
  'packages/server/src/stores/posture-reports.ts',
  'packages/server/src/stores/sweep-rows.ts',
];

const sources = readSources();
const byPath = new Map(sources.map((source) => [source.path, source]));
const isTest = ({ path }: Source): boolean => path.endsWith('.test.ts') || !path.includes('/src/');
const product = sources.filter((source) => workspaceOf(source.path) !== undefined && !isTest(source));
const coreAndServer = product.filter(({ path }) => /^packages\/(core|server)\//.test(path));

describe('import rules', () => {
  test('all files of the packages were read', () => {
    for (const { folder } of workspaces) assert.ok(mayImport[folder], `${folder} has no rule`);
    assert.ok(product.length > 100);
    assert.ok(product.flatMap(({ imports }) => imports).length > 300);
  });

  test('a package imports only the packages that it may', () => {
    const violations = eachImport(sources, (source, goal) => {
      const own = workspaceOf(source.path);
      if (own === undefined || goal.kind !== 'file' || goal.workspace === undefined) return false;
      const allowed = [own.folder, ...(mayImport[own.folder] ?? []), ...(isTest(source) ? ['sandbox'] : [])];
      return !allowed.includes(goal.workspace.folder);
    });
    assert.deepEqual(violations, []);
  });

  test('packages meet at their doors, not by relative paths', () => {
    const violations = eachImport(sources, (source, goal, { specifier }) => {
      if (goal.kind === 'unknown') return true;
      if (goal.kind !== 'file' || !specifier.startsWith('.')) return false;
      // Tests may share what they build their values with.
      if (isTest(source) && goal.path.includes('/test/')) return false;
      return workspaceOf(source.path) !== undefined && goal.workspace !== workspaceOf(source.path);
    });
    assert.deepEqual(violations, []);
  });

  test('a package imports only what its package.json names', () => {
    const violations = eachImport(product, (source, goal) => {
      const own = workspaceOf(source.path)?.manifest;
      const named = Object.keys({ ...own?.dependencies, ...own?.peerDependencies });
      if (goal.kind === 'package') return !named.includes(goal.name);
      if (goal.kind !== 'file' || goal.workspace === undefined) return false;
      return goal.workspace.manifest.name !== own?.name && !named.includes(goal.workspace.manifest.name);
    });
    assert.deepEqual(violations, []);
  });

  test('in core, a file imports only from its own step and earlier ones', () => {
    const core = product.filter(({ path }) => path.startsWith('packages/core/'));
    const violations = eachImport(core, (source, goal) => {
      if (goal.kind !== 'file') return false;
      const [from, to] = [stepOf(source.path), stepOf(goal.path)];
      if (to === undefined) return false; // package.json
      if (from === undefined) return true;
      if (from === to) return false;
      const allowed = besideTheFlow[from] ?? steps.slice(0, steps.indexOf(from));
      return !allowed.includes(to);
    });
    assert.deepEqual(violations, []);
    const unknown = core.filter(({ path }) => !isKnownStep(stepOf(path))).map(({ path }) => path);
    assert.deepEqual(unknown, [], 'these belong to no step');
  });

  test('the contract takes no more than types from the audit', () => {
    const beside = product.filter(({ path }) => /^packages\/core\/src\/(contract|remote)\//.test(path));
    const violations = eachImport(beside, (_, goal, { isType }) => {
      return goal.kind === 'file' && stepOf(goal.path) === 'audit' && !isType;
    });
    assert.deepEqual(violations, []);
  });

  for (const door of ['remote', 'contract']) {
    test(`@consentry/core/${door} loads no protocol library`, () => {
      const loaded = loadedWith(`packages/core/src/${door}/index.ts`, byPath);
      const packages = [...loaded].filter((name) => !name.startsWith('packages/'));
      assert.deepEqual(packages, ['zod']);
      assert.ok(loaded.size >= 5);
    });
  }

  test('@consentry/core/posture-report loads no package: a report is made readable anywhere', () => {
    const loaded = [...loadedWith('packages/core/src/posture-report/index.ts', byPath)];
    assert.deepEqual(
      loaded.filter((name) => !name.startsWith('packages/')),
      [],
    );
    assert.ok(loaded.length > 30);
  });

  for (const door of ['packages/core/src/index.ts', 'packages/server/src/index.ts']) {
    test(`${door} loads nothing of Azure: only who configures Key Vault needs it`, () => {
      const loaded = [...loadedWith(door, byPath)];
      assert.deepEqual(
        loaded.filter((name) => name.startsWith('@azure/') || name.includes('/key-vault/')),
        [],
      );
      assert.ok(loaded.length > 40);
    });
  }

  test('@consentry/core/key-vault loads no package of Azure but the client of secrets', () => {
    const loaded = [...loadedWith('packages/core/src/key-vault/index.ts', byPath)];
    assert.deepEqual(
      loaded.filter((name) => name.startsWith('@azure/')),
      ['@azure/keyvault-secrets'],
    );
  });

  test('the command loads neither broker nor sandbox before a command needs it', () => {
    const loaded = [...loadedWith('packages/cli/src/main.ts', byPath)];
    assert.deepEqual(
      loaded.filter((path) => /^packages\/(core|server|sandbox)\//.test(path)),
      [],
    );
    assert.ok(loaded.includes('commander'));
  });

  test('no file imports itself, by whatever way round', () => {
    assert.deepEqual(cyclesOf(byPath), []);
  });

  test('core and server do not know the sandbox', () => {
    const texts = coreAndServer.map(({ path, text }) => ({ path, text }));
    for (const file of ['package.json', 'README.md']) {
      for (const folder of ['core', 'server']) {
        const path = join('packages', folder, file);
        if (existsSync(join(repository, path))) texts.push({ path, text: read(path) });
      }
    }
    const violations = texts.flatMap(({ path, text }) =>
      text
        .split('\n')
        .flatMap((line, index) => (/sandbox/i.test(line) ? [`${path}:${index + 1} ${line.trim()}`] : [])),
    );
    assert.deepEqual(violations, []);
  });

  test('the outside world comes in through ports', () => {
    const bound = coreAndServer.filter(
      ({ path }) => !portImplementations.some((start) => path.startsWith(start)),
    );
    const used = bound.flatMap(({ path, globals }) =>
      globals
        .filter(({ name }) => outsideWorld.test(name) && exceptions[path] !== name)
        .map(({ name, line }) => `${path}:${line} ${name}`),
    );
    const imported = eachImport(bound, (source, goal, { names }) => {
      if (goal.kind !== 'node') return false;
      const [, forbids] =
        Object.entries(outsideModules).find(([module]) => goal.name.startsWith(module)) ?? [];
      return names.some((name) => forbids?.test(name)) && exceptions[source.path] !== goal.name;
    });
    assert.deepEqual([...used, ...imported], []);
  });

  test('a secret comes out only in the files that are listed for it', () => {
    const reveals = product.filter(({ text }) => /\.reveal\(/.test(text)).map(({ path }) => path);
    assert.deepEqual(reveals.toSorted(), mayReveal.toSorted());
  });

  test('serving replaces no global object', () => {
    const servers = new Set(['serve', 'createAdaptorServer', 'getRequestListener']);
    const calls = sources
      .filter(({ imports }) => imports.some(({ specifier }) => specifier === '@hono/node-server'))
      .flatMap((source) => source.calls.map((call) => ({ ...call, path: source.path })))
      .filter(({ name }) => servers.has(name));
    assert.ok(calls.length >= 1);
    const violations = calls.filter(({ properties }) => !properties.includes('overrideGlobalObjects: false'));
    assert.deepEqual(
      violations.map(({ path, line, name }) => `${path}:${line} ${name}`),
      [],
    );
  });
});

function eachImport(
  files: readonly Source[],
  isViolation: (source: Source, goal: Goal, one: Import) => boolean,
): readonly string[] {
  return files.flatMap((source) =>
    source.imports
      .filter((one) => isViolation(source, goalOf(source, one), one))
      .map(({ line, specifier }) => `${source.path}:${line} imports ${specifier}`),
  );
}

/** `consent` for a file in core/src/consent/, `errors` for core/src/errors.ts. */
function stepOf(path: string): string | undefined {
  const first = /^packages\/core\/src\/([a-z-]+)/.exec(path)?.[1];
  return first === undefined ? undefined : (stepOfFile[first] ?? first);
}

function isKnownStep(step: string | undefined): boolean {
  return step !== undefined && (steps.includes(step) || Object.hasOwn(besideTheFlow, step));
}

function read(path: string): string {
  return readFileSync(join(repository, path), 'utf8');
}
