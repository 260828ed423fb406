import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isConsentryError } from '@consentry/core';
import {
  type ConfigFiles,
  type ConfigSources,
  configReference,
  environmentName,
  type Place,
  readConfig,
  settings,
} from './config.ts';

const application = '11111111-2222-4333-8444-555555555555';
const secret = 'Zx8Q~not-a-real-secret';

/** Files in memory: the port is what the configuration knows of a disk. */
function someFiles(
  files: Record<string, string | { text: string; ownerOnly: boolean }>,
  places: Record<string, Place> = {},
): ConfigFiles {
  return {
    look: (path) => places[path] ?? { kind: 'nothing' },
    read(path) {
      const file = files[path];
      if (file === undefined) return { ok: false, reason: 'missing' };
      return typeof file === 'string' ? { ok: true, text: file, ownerOnly: true } : { ok: true, ...file };
    },
  };
}

function someSources(
  settingsOf: object,
  {
    environment = {},
    files = someFiles({ '/etc/secret': `${secret}\n` }),
    execArguments = [],
  }: Partial<ConfigSources> = {},
): ConfigSources {
  const file = { path: 'consentry.json', text: JSON.stringify(settingsOf) };
  return { environment, file, files, execArguments, directory: '/srv', now: Date.now() };
}

const smallest = { application: { id: application, secretFile: '/etc/secret' } };

function problemsOf(sources: ConfigSources): string {
  try {
    readConfig(sources);
  } catch (error) {
    assert.ok(isConsentryError(error, 'invalid_configuration'));
    return error.message;
  }
  return assert.fail('the configuration was accepted');
}

test('reads the smallest configuration, and the defaults for the rest', () => {
  const config = readConfig(someSources(smallest));
  assert.equal(config.cloud.name, 'public');
  assert.equal(config.publicUrl, 'http://localhost:44395');
  assert.deepEqual(config.publicListener, { host: '127.0.0.1', port: 44_395 });
  assert.deepEqual(config.apiListener, { host: '127.0.0.1', port: 44_396 });
  assert.equal(config.dataDir, '/srv/consentry-data');
  assert.equal(config.masterKeyFile, '/srv/consentry-data.key');
  assert.equal(config.invitation.lifetimeMs, 7 * 24 * 60 * 60 * 1000);
  assert.deepEqual(config.consent, { prompt: 'select_account', amrValues: 'mfa' });
  assert.ok(config.application.credential.kind === 'secret');
  assert.equal(config.application.credential.secret.reveal(), secret);
});

test('lists every problem at once, each with a remedy', () => {
  const message = problemsOf(
    someSources(
      {
        cloud: { name: 'Public' },
        application: { id: 'contoso', secretFile: '/etc/none' },
        publicUrl: 'http://consent.example/path',
        apiListener: { port: 70_000 },
        consent: { prompt: 'none' },
        log: 'info',
      },
      { environment: { CONSENTRY_LOG_LEVLE: 'info', NODE_TLS_REJECT_UNAUTHORIZED: '0' } },
    ),
  );
  const lines = message.split('\n');
  for (const name of [
    'cloud.name',
    'application.id',
    'application.secretFile',
    'publicUrl',
    'apiListener.port',
    'consent.prompt',
    'log',
    'CONSENTRY_LOG_LEVLE',
    'NODE_TLS_REJECT_UNAUTHORIZED',
  ]) {
    const line = lines.find((candidate) => candidate.startsWith(`- ${name} `));
    assert.match(line ?? `no line for ${name}`, /^- .+\. \S.+/);
  }
});

test('names the setting that was probably meant', () => {
  const message = problemsOf(
    someSources(
      { ...smallest, cloud: { loginBaseURL: 'https://login.example' }, publicurl: 'https://a.example' },
      { environment: { CONSENTRY_APPLICATION_IDD: application } },
    ),
  );
  assert.match(message, /cloud\.loginBaseURL is not a known setting\. Did you mean cloud\.loginBaseUrl\?/);
  assert.match(message, /publicurl is not a known setting\. Did you mean publicUrl\?/);
  assert.match(
    message,
    /CONSENTRY_APPLICATION_IDD is not a known variable\. Did you mean CONSENTRY_APPLICATION_ID\?/,
  );
});

test('refuses a name with a dot, so that no setting is given twice', () => {
  const message = problemsOf(someSources({ ...smallest, cloud: { name: 'public' }, 'cloud.name': 'china' }));
  assert.match(message, /"cloud\.name" is written with a dot/);
});

test('repeats no secret that stands in the wrong place', () => {
  const message = problemsOf(
    someSources(
      { application: { id: secret, secret, secretFile: secret }, cloud: secret, publicUrl: secret },
      { environment: { CONSENTRY_APPLICATION_SECRET: secret, CONSENTRY_LOG_LEVEL: secret } },
    ),
  );
  assert.doesNotMatch(message, /Zx8Q/);
  assert.match(message, /Did you mean application\.secretFile\?/);
});

test('refuses broken JSON without quoting it', () => {
  const sources = { ...someSources({}), file: { path: 'consentry.json', text: `{"secret": "${secret}",}` } };
  const message = problemsOf(sources);
  assert.match(message, /consentry\.json is not valid JSON/);
  assert.doesNotMatch(message, /Zx8Q/);
});

test('takes the environment before the file', () => {
  const environment = { CONSENTRY_PUBLIC_LISTENER_PORT: '9000', CONSENTRY_CONSENT_AMR_VALUES: '' };
  const config = readConfig(someSources({ ...smallest, publicListener: { port: 8000 } }, { environment }));
  assert.equal(config.publicListener.port, 9000);
  assert.equal(config.publicUrl, 'http://localhost:9000');
  assert.equal(config.consent.amrValues, undefined);
});

test('accepts variables that the command declares as its own', () => {
  const sources = someSources(smallest, { environment: { CONSENTRY_URL: 'http://127.0.0.1:1' } });
  assert.match(problemsOf(sources), /CONSENTRY_URL is not a known variable/);
  assert.equal(readConfig({ ...sources, otherVariables: ['CONSENTRY_URL'] }).cloud.name, 'public');
});

test('refuses a secret file that is open to others, empty, or holds more than a secret', () => {
  const refusal = (text: string, ownerOnly = true) =>
    problemsOf(someSources(smallest, { files: someFiles({ '/etc/secret': { text, ownerOnly } }) }));
  assert.match(refusal(secret, false), /others may read or write\. .*chmod 600 \/etc\/secret/);
  assert.match(refusal('\n'), /empty file/);
  assert.match(refusal(`${secret}\n\n`), /more than a secret/);
  assert.match(refusal(`${secret} # old`), /more than a secret/);
});

test('refuses a secret beside a certificate, and neither', () => {
  const both = { application: { ...smallest.application, certificateFile: 'a', privateKeyFile: 'b' } };
  assert.match(problemsOf(someSources(both)), /stands beside a certificate/);
  assert.match(
    problemsOf(someSources({ application: { id: application } })),
    /there is no certificate either/,
  );
});

test('reads a second credential beside the first, with the same checks', () => {
  const other = { text: 'another-secret', ownerOnly: true };
  const files = someFiles({ '/etc/secret': secret, '/etc/second': other });
  const withSecond = (second: object, more: Partial<ConfigSources> = { files }) =>
    someSources({ application: { ...smallest.application, second } }, more);
  const config = readConfig(withSecond({ secretFile: '/etc/second', secretExpiresAt: '2027-03-31' }));
  const { credential, secondCredential } = config.application;
  assert.ok(credential.kind === 'secret' && secondCredential?.kind === 'secret');
  assert.equal(credential.secret.reveal(), secret);
  assert.equal(secondCredential.secret.reveal(), 'another-secret');
  assert.equal(secondCredential.expiresAt, Date.parse('2027-03-31'));
  assert.equal(readConfig(someSources(smallest)).application.secondCredential, undefined);

  const open = someFiles({ '/etc/secret': secret, '/etc/second': { ...other, ownerOnly: false } });
  assert.match(
    problemsOf(withSecond({ secretFile: '/etc/second' }, { files: open })),
    /application\.second\.secretFile names a file that others may read/,
  );
  assert.match(
    problemsOf(withSecond({ secretExpiresAt: '2027-03-31' })),
    /application\.second\.secretFile is missing, and there is no certificate either/,
  );
  assert.match(
    problemsOf(withSecond({ secretFile: '/etc/second', certificateFile: 'a', privateKeyFile: 'b' })),
    /application\.second\.secretFile stands beside a certificate/,
  );
  assert.match(problemsOf(withSecond({ secretFile: '/etc/secret' })), /is the first credential once more/);
});

const declared = {
  name: 'trial',
  loginBaseUrl: 'http://127.0.0.1:5001/',
  partnerCenterBaseUrl: 'http://127.0.0.1:5002',
  graphBaseUrl: 'http://127.0.0.1:5003',
};

test('declares a cloud by its base URLs; a local one only where that is allowed', () => {
  const message = problemsOf(someSources({ ...smallest, cloud: declared }));
  assert.match(message, /cloud\.loginBaseUrl is http/);
  const { cloud } = readConfig(someSources({ ...smallest, cloud: { ...declared, allowLocal: true } }));
  assert.equal(cloud.builtIn, false);
  assert.equal(cloud.loginBaseUrl, 'http://127.0.0.1:5001');
  assert.equal(cloud.resources['partner-center']?.baseUrl, 'http://127.0.0.1:5002');
  assert.equal(cloud.resources.arm, undefined);
});

test('declares who signs for v1, with the tenant left open', () => {
  const cloud = { ...declared, allowLocal: true };
  const issuerV1 = 'http://127.0.0.1:5001/sts/{tenantid}/';
  const read = (change: object) =>
    readConfig(someSources({ ...smallest, cloud: { ...cloud, ...change } })).cloud.issuers.v1;
  assert.equal(read({ issuerV1 }), issuerV1);
  assert.equal(read({}), 'http://127.0.0.1:5001/{tenantid}/');
  for (const wrong of [
    'https://sts.example/',
    'sts/{tenantid}/',
    'https://sts.example/{tenantid}/{tenantid}/',
  ]) {
    const message = problemsOf(someSources({ ...smallest, cloud: { ...cloud, issuerV1: wrong } }));
    assert.match(message, /cloud\.issuerV1 is not a URL that holds \{tenantid\} once/);
  }
  const builtIn = problemsOf(someSources({ ...smallest, cloud: { issuerV1 } }));
  assert.match(builtIn, /cloud\.issuerV1 is not for the built-in cloud public/);
});

test('speaks v2 with a code unless told otherwise, and with v1 asks for an id_token as well', () => {
  const read = (entra?: object) => readConfig(someSources({ ...smallest, ...(entra && { entra }) })).entra;
  assert.deepEqual(read(), { endpoints: 'v2', responseType: 'code' });
  assert.deepEqual(read({ responseType: 'code id_token' }), {
    endpoints: 'v2',
    responseType: 'code id_token',
  });
  const v1 = { endpoints: 'v1', responseType: 'code id_token' };
  assert.deepEqual(read({ endpoints: 'v1' }), v1);
  assert.deepEqual(read(v1), v1);
});

test('refuses v1 with a code alone, and says what to do', () => {
  const entra = { endpoints: 'v1', responseType: 'code' };
  assert.match(
    problemsOf(someSources({ ...smallest, entra })),
    /entra\.responseType is code, which does not go with entra\.endpoints v1.*Use code id_token and turn “ID tokens” on/,
  );
});

test('names what a declared cloud lacks, and what a built-in one must not have', () => {
  const lacking = { name: 'trial', loginBaseUrl: 'https://login.example' };
  assert.match(problemsOf(someSources({ ...smallest, cloud: lacking })), /cloud\.graphBaseUrl is missing/);
  const unknown = problemsOf(someSources({ ...smallest, cloud: { name: 'publik' } }));
  assert.match(unknown, /cloud\.name is not a built-in cloud\. Use public, us-government/);
  const tooMuch = { loginBaseUrl: 'https://login.example' };
  assert.match(
    problemsOf(someSources({ ...smallest, cloud: tooMuch })),
    /is not for the built-in cloud public/,
  );
});

test('refuses to listen to other machines while local clouds are allowed', () => {
  const open = {
    ...smallest,
    cloud: { ...declared, allowLocal: true },
    publicListener: { host: '0.0.0.0' },
    apiListener: { host: '127.0.0.1.example' },
  };
  const message = problemsOf(someSources(open));
  assert.match(message, /publicListener\.host is open to other machines/);
  assert.match(message, /apiListener\.host is open to other machines/);
});

test('has a managed-identity listener where its port is named, on loopback and on a port of its own alone', () => {
  assert.equal(readConfig(someSources(smallest)).managedIdentityListener, undefined);
  const on = (listener: object) => ({ ...smallest, managedIdentityListener: listener });
  const { managedIdentityListener } = readConfig(someSources(on({ port: 44_397 })));
  assert.deepEqual(managedIdentityListener, { host: '127.0.0.1', port: 44_397 });
  for (const host of ['0.0.0.0', '::', '10.0.0.5', 'broker.example', '127.0.0.1.example']) {
    assert.match(
      problemsOf(someSources(on({ host, port: 44_397 }))),
      /managedIdentityListener\.host is open to other machines/,
    );
  }
  for (const port of [44_395, 44_396]) {
    assert.match(
      problemsOf(someSources(on({ port }))),
      /managedIdentityListener\.port is the port of another/,
    );
  }
});

test('refuses a master key inside the data folder, also by a detour', () => {
  for (const masterKeyFile of ['/data/store/key', '/data/other/../store/deep/key', '/data/store/..key']) {
    const message = problemsOf(someSources({ ...smallest, dataDir: '/data/store', masterKeyFile }));
    assert.match(message, /masterKeyFile lies in dataDir/);
  }
  const beside = { ...smallest, dataDir: '/data/store', masterKeyFile: '/data/store.key' };
  assert.equal(readConfig(someSources(beside)).masterKeyFile, '/data/store.key');
});

test('takes no setting from a prototype', () => {
  const file = {
    path: 'consentry.json',
    text: `{"__proto__": ${JSON.stringify(smallest)}, "constructor": 1}`,
  };
  const message = problemsOf({ ...someSources({}), file });
  assert.match(message, /__proto__ is not a known setting/);
  assert.match(message, /application\.id is missing/);
});

test('describes every setting and its variable in the reference', () => {
  const reference = configReference();
  for (const [key, row] of Object.entries(settings)) {
    assert.ok(reference.includes(`\`${key}\``) && reference.includes(row.doc), key);
  }
  assert.equal(environmentName('cloud.loginBaseUrl'), 'CONSENTRY_CLOUD_LOGIN_BASE_URL');
});

for (const [what, place, dataDir, masterKeyFile] of [
  ['a file', { kind: 'file' }, /dataDir is .*, which is a file/, undefined],
  [
    'a folder that is open to all',
    { kind: 'folder', isOpen: true },
    /dataDir is .* chmod 700/,
    /masterKeyFile is .*, which is a folder/,
  ],
  ['a folder', { kind: 'folder', isOpen: false }, undefined, /masterKeyFile is .*, which is a folder/],
  [
    'out of reach',
    { kind: 'blocked' },
    /dataDir is .*, which cannot be made/,
    /masterKeyFile is .*, which cannot be made/,
  ],
] as const) {
  test(`says beforehand what is wrong with a path that is ${what}`, () => {
    const files = someFiles({ '/etc/secret': secret }, { '/data': place, '/keys/master.key': place });
    const settingsOf = {
      ...smallest,
      dataDir: '/data',
      masterKeyFile: '/keys/master.key',
      log: { level: 'none' },
    };
    const problems = problemsOf(someSources(settingsOf, { files }));
    assert.match(problems, /log\.level/);
    for (const [name, expected] of [
      ['dataDir', dataDir],
      ['masterKeyFile', masterKeyFile],
    ] as const) {
      if (expected === undefined) assert.doesNotMatch(problems, new RegExp(`^- ${name}`, 'm'));
      else assert.match(problems, expected);
    }
  });
}

test('refuses an inspector, and options that write the memory to a file, unless told otherwise', () => {
  const risky = { execArguments: ['--inspect=0.0.0.0:9229'], environment: { NODE_OPTIONS: '--heap-prof' } };
  const message = problemsOf(someSources(smallest, risky));
  assert.match(message, /^- --inspect shows the memory/m);
  assert.match(message, /^- --heap-prof shows the memory/m);
  readConfig(someSources({ ...smallest, process: { allowDebugging: true } }, risky));
  readConfig(
    someSources(smallest, {
      execArguments: ['--enable-source-maps', '--heapsnapshot-near-heap-limit=0', '--inspect-port=9229'],
      environment: { NODE_OPTIONS: '--max-old-space-size=256' },
    }),
  );
});

test('has no listener for metrics unless a port is given, and that on this machine and a port of its own', () => {
  assert.equal(readConfig(someSources(smallest)).metricsListener, undefined);
  const { metricsListener } = readConfig(someSources({ ...smallest, metricsListener: { port: 44_397 } }));
  assert.deepEqual(metricsListener, { host: '127.0.0.1', port: 44_397 });
  for (const port of [44_395, 44_396]) {
    assert.match(
      problemsOf(someSources({ ...smallest, metricsListener: { port } })),
      /metricsListener\.port is the port of/,
    );
  }
});

test('reads when the client secret ends, as a day or an instant, and nothing else', () => {
  const ending = (secretExpiresAt: string) =>
    someSources({ application: { ...smallest.application, secretExpiresAt } });
  const at = (text: string) => {
    const { credential } = readConfig(ending(text)).application;
    return credential.kind === 'secret' ? credential.expiresAt : undefined;
  };
  assert.equal(at('2027-03-31'), Date.parse('2027-03-31T00:00:00Z'));
  assert.equal(at('2027-03-31T12:30:00Z'), Date.parse('2027-03-31T12:30:00Z'));
  for (const text of ['31.3.2027', '2027-02-31T00:00', 'never', '1806451200000']) {
    assert.match(problemsOf(ending(text)), /application\.secretExpiresAt is not a date/);
  }
});

test('reads the proxy, with its credentials from a file of its owner, and repeats none of it', () => {
  const proxy = {
    url: 'http://proxy.example:3128',
    credentialsFile: '/etc/proxy',
    except: 'vault.example, .Local.example',
  };
  const filesWith = (credentials: string, ownerOnly = true) =>
    someFiles({ '/etc/secret': secret, '/etc/proxy': { text: credentials, ownerOnly } });
  const read = readConfig(someSources({ ...smallest, proxy }, { files: filesWith('user:pass:word\n') }));
  assert.equal(read.proxy?.url, 'http://proxy.example:3128');
  assert.equal(read.proxy.credentials?.reveal(), 'user:pass:word');
  assert.deepEqual(read.proxy.except, ['vault.example', '.local.example']);
  for (const files of [filesWith('CANARY'), filesWith('user:CANARY', false), filesWith('user:CANARY\nx')]) {
    const message = problemsOf(someSources({ ...smallest, proxy }, { files }));
    assert.match(message, /proxy\.credentialsFile/);
    assert.doesNotMatch(message, /CANARY/);
  }
  assert.match(
    problemsOf(someSources({ ...smallest, proxy: { except: 'a.example' } })),
    /proxy\.except is given without proxy\.url/,
  );
});

const github = { issuer: 'https://token.actions.githubusercontent.com', audience: 'https://broker.example' };
const sts = {
  issuer: 'https://sts.windows.net/11111111-2222-4333-8444-555555555555/',
  audience: 'api://consentry',
  keysUrl: 'https://login.microsoftonline.com/common/discovery/keys',
};

test('trusts no issuer unless it is told, and those that it is told letter by letter', () => {
  assert.deepEqual(readConfig(someSources(smallest)).issuers, []);
  const issuers = [github, sts];
  assert.deepEqual(readConfig(someSources({ ...smallest, callers: { issuers } })).issuers, issuers);
  const environment = { CONSENTRY_CALLERS_ISSUERS: JSON.stringify([github]) };
  const sources = someSources({ ...smallest, callers: { issuers } }, { environment });
  assert.deepEqual(readConfig(sources).issuers, [github]);
});

for (const [what, issuers, problem] of [
  ['no list', github, /is not a list of issuers/],
  ['a text that is none', 'https://token.actions.githubusercontent.com', /is not a list of issuers/],
  [
    'too many',
    Array.from({ length: 21 }, (_, i) => ({ ...github, issuer: `https://i${i}.example` })),
    /not a list/,
  ],
  ['an item that is a text', ['https://a.example'], /has no issuer in its item 1/],
  ['an issuer that is no URL', [github, { ...github, issuer: 'github' }], /has an issuer in its item 2/],
  [
    'an issuer with a query',
    [{ ...github, issuer: 'https://a.example/?tenant=1' }],
    /has an issuer in its item 1/,
  ],
  ['an issuer with a user', [{ ...github, issuer: 'https://a@b.example' }], /has an issuer in its item 1/],
  [
    'an issuer that stands for many',
    [{ ...github, issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0' }],
    /has an issuer in its item 1/,
  ],
  ['no audience', [{ issuer: github.issuer }], /has no audience in its item 1/],
  ['an audience that is a list', [{ ...github, audience: ['a'] }], /has no audience in its item 1/],
  [
    'a field that it does not know',
    [{ ...github, jwksUri: 'https://a.example' }],
    /has a field in its item 1/,
  ],
  ['keys that are nowhere', [{ ...github, keysUrl: 'keys' }], /has a keysUrl in its item 1/],
  ['an issuer twice', [github, { ...github, audience: 'other' }], /names the issuer of its item 2 twice/],
  [
    'our own application as an audience',
    [github, { ...github, issuer: 'https://a.example', audience: application }],
    /has the application’s own id as an audience\. Register another application/,
  ],
  [
    'our own application as an audience, in capitals',
    [{ ...github, audience: application.toUpperCase() }],
    /has the application’s own id as an audience/,
  ],
  ['http', [{ ...github, issuer: 'http://a.example' }], /names an address that is http or on this machine/],
  ['keys at http', [{ ...github, keysUrl: 'http://a.example' }], /names an address that is http/],
  [
    'this machine',
    [{ ...github, issuer: 'https://127.0.0.1:8443' }],
    /names an address that is http or on this machine/,
  ],
] as const) {
  test(`refuses ${what} as the issuers that are trusted`, () => {
    const message = problemsOf(someSources({ ...smallest, callers: { issuers } }));
    assert.match(message, problem);
    assert.match(message, /^- callers\.issuers .+\. \S.+$/m);
  });
}

test('an issuer on this machine is for trying out', () => {
  const local = [{ issuer: 'http://127.0.0.1:8080', audience: 'x' }];
  const sources = someSources({ ...smallest, cloud: { allowLocal: true }, callers: { issuers: local } });
  assert.deepEqual(readConfig(sources).issuers, local);
});

test('has no sign-in by device code unless a second registration is named for it', () => {
  const clientId = '22222222-3333-4444-8555-666666666666';
  assert.equal(readConfig(someSources(smallest)).deviceCode, undefined);
  assert.deepEqual(readConfig(someSources({ ...smallest, deviceCode: { clientId } })).deviceCode, {
    clientId,
  });
  const same = { ...smallest, deviceCode: { clientId: application } };
  assert.match(problemsOf(someSources(same)), /deviceCode\.clientId is application\.id once more/);
});
