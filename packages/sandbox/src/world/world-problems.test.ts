import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { defaultWorld } from './default-world.ts';
import { WorldFileError, readWorld } from './read-world.ts';
import type { World } from './types.ts';

/** What is wrong with a world, as `path: message`. */
function problemsOf(world: unknown): string[] {
  try {
    readWorld(typeof world === 'string' ? world : JSON.stringify(world));
  } catch (error) {
    if (error instanceof WorldFileError)
      return error.problems.map(({ path, message }) => `${path}: ${message}`);
    throw error;
  }
  return [];
}

/** The default world with a change, as plain data that need not be a world. */
function aFile(change: (world: World) => void): unknown {
  const world = structuredClone(defaultWorld());
  change(world);
  return world;
}

/** Only where a problem is. */
function pathsOf(world: unknown): string[] {
  return problemsOf(world).map((problem) => problem.slice(0, problem.indexOf(':')));
}

test('a record with a fault of its own hides neither what it points at nor that it is there twice', () => {
  const file = aFile((world) => {
    Object.assign(world.users[1] ?? {}, {
      password: '',
      objectId: world.users[0]?.objectId,
      tenantId: '20000000-0000-4000-8000-00000000000f',
    });
    Object.assign(world.tenants[1] ?? {}, { kind: 'reseller', id: world.tenants[0]?.id });
    Object.assign(world.consents[0] ?? {}, { kind: 'tenant', scopes: ['User.Raed'] });
  });
  const paths = pathsOf(file);
  for (const path of [
    'users[1].password',
    'users[1].objectId',
    'users[1].tenantId',
    'tenants[1].kind',
    'tenants[1].id',
    'consents[0].kind',
    'consents[0].scopes[0]',
  ])
    assert.ok(paths.includes(path), path);
});

test('a value that is wrong in itself is told once', () => {
  const file = aFile((world) => Object.assign(world.users[0] ?? {}, { tenantId: 'PARTNER' }));
  assert.deepEqual(pathsOf(file), ['users[0].tenantId']);
});

test('a key that stands twice in JSON is a problem', () => {
  const text = JSON.stringify(defaultWorld()).replace('"kind":"vendor"', '"kind":"partner","kind":"vendor"');
  assert.deepEqual(problemsOf(text), ['tenants[0].kind: is there twice']);
});

test('the issuer of tokens is of the sandbox’s own origin', () => {
  for (const issuerV1 of [
    'https://sts.windows.net/{tenantid}/',
    '{login}.example/{tenantid}/',
    '{login}/sts/',
  ]) {
    const file = aFile((world) => Object.assign(world.settings, { issuerV1 }));
    assert.deepEqual(pathsOf(file), ['settings.issuerV1'], issuerV1);
  }
});

test('a key of an identity provider that verifies nothing is a problem', () => {
  const [short, long] = [1024, 2048].map((modulusLength) =>
    createPublicKey(generateKeyPairSync('rsa', { modulusLength }).privateKey).export({ format: 'jwk' }),
  );
  const federated = (key: unknown): unknown =>
    aFile((world) =>
      Object.assign(world.applications[0] ?? {}, {
        federatedCredentials: [{ issuer: 'https://idp.example', subject: 'one', keys: [key] }],
      }),
    );
  assert.deepEqual(problemsOf(federated(long)), []);
  for (const key of [{ kty: 'RSA' }, { kty: 'EC', crv: 'P-256' }, { kty: 'oct', k: 'AAAA' }, short])
    assert.deepEqual(pathsOf(federated(key)), ['applications[0].federatedCredentials[0].keys[0]']);
});

test('a redirect URI that a browser would act upon is a problem', () => {
  for (const [uri, isGood] of [
    ['javascript:alert(1)', false],
    ['data:text/html,x', false],
    ['http://localhost', true],
    ['msal-example://auth', true],
  ] as const) {
    const file = aFile((world) =>
      Object.assign(world.applications[0] ?? {}, { publicClientRedirectUris: [uri] }),
    );
    assert.deepEqual(pathsOf(file), isGood ? [] : ['applications[0].publicClientRedirectUris[0]'], uri);
  }
});

test('a world may say why a sign-in is without MFA, and a policy names locations of its tenant alone', () => {
  const location = '70000000-0000-4000-8000-000000000001';
  const withPolicy = (exclude: string[]): unknown =>
    aFile((world) => {
      Object.assign(world.tenants[1] ?? {}, {
        domains: [{ name: 'adfs.example', federation: { sendsMfaClaim: false, mfaBehavior: 'enforce' } }],
        namedLocations: [
          { id: location, displayName: 'Office', networks: ['203.0.113.0/24'], isTrusted: true },
        ],
        entraPlan: 'free',
        securityDefaults: true,
        partnerProgram: 'advisor',
      });
      Object.assign(world.users[0] ?? {}, {
        secondFactor: 'third-party',
        methods: ['fido2'],
        device: 'compliant',
        isSynced: true,
        createdAt: 0,
      });
      world.conditionalAccess.push({
        id: '60000000-0000-4000-8000-000000000000',
        tenantId: world.tenants[1]?.id ?? '',
        displayName: 'Example policy',
        state: 'enabled',
        users: { include: [], includeGroups: ['AdminAgents'], excludeRoles: ['Global Administrator'] },
        resources: 'all',
        locations: { include: 'all', exclude },
        platforms: { include: 'all', exclude: ['android'] },
        clientAppTypes: ['browser'],
        grant: ['mfa', 'compliant-device'],
        operator: 'and',
        persistentBrowser: 'never',
      });
    });
  assert.deepEqual(problemsOf(withPolicy([location, 'trusted', '198.51.100.7'])), []);
  const elsewhere = location.replace(/1$/, '2');
  assert.deepEqual(pathsOf(withPolicy([elsewhere])), ['conditionalAccess[0].locations.exclude[0]']);
  assert.deepEqual(pathsOf(withPolicy(['anywhere'])), ['conditionalAccess[0].locations.exclude[0]']);
});

test('an integration sandbox account has 75 customers at most, and a reseller a provider that is there', () => {
  const withCustomers = (count: number): unknown =>
    aFile((world) => {
      const [first] = world.relationships;
      if (first === undefined) throw new TypeError('no relationship');
      Object.assign(world.tenants[1] ?? {}, { isIntegrationSandbox: true });
      const others = world.relationships.filter(
        ({ partnerTenantId }) => partnerTenantId !== first.partnerTenantId,
      );
      world.relationships = [...others, ...Array.from({ length: count }, () => ({ ...first }))];
    });
  assert.ok(!problemsOf(withCustomers(75)).some((problem) => problem.includes('more than')));
  assert.ok(problemsOf(withCustomers(76)).some((problem) => problem.includes('more than 75 customers')));

  const provider = '20000000-0000-4000-8000-00000000000f';
  const file = aFile((world) => {
    Object.assign(world.tenants[2] ?? {}, { indirectProvider: provider });
  });
  assert.deepEqual(pathsOf(file), ['tenants[2].indirectProvider']);
});
