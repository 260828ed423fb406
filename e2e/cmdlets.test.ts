import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { DEFAULT_TENANTS, type User } from '@consentry/sandbox';
import type { Cmdlet } from '../packages/cli/src/cmdlets/cmdlet.ts';
import { cmdletTable, type PairId } from '../packages/cli/src/cmdlets/cmdlet-table.ts';
import { readRecoveryKeyFile } from '../packages/server/src/backup/recovery-key.ts';
import { openFile } from '../packages/server/src/backup/sealed-file.ts';
import { anOldTool } from '../packages/server/test/an-old-tool.ts';
import { aPlaceForCmdlets, exchange, type PlaceForCmdlets } from './support/a-place-for-cmdlets.ts';
import { consentry, type Ended } from './support/consentry.ts';

const { partnerOne, customerA, customerB } = DEFAULT_TENANTS;
const partnerCenter = 'https://api.partnercenter.microsoft.com';
const graph = 'https://graph.microsoft.com';

/** Runs the commands of a row as they are printed, and looks at what came of them. */
type Case = (commands: readonly string[]) => Promise<void>;

const linkOf = (text: string): string =>
  /(http:\/\/localhost:\d+\/invite\/\S+)/.exec(text)?.[1] ?? assert.fail(text);

function succeeded({ exitCode, stdout, stderr }: Ended): string {
  assert.equal(exitCode, 0, stderr);
  return stdout;
}

function userOf({ sandbox }: PlaceForCmdlets, name: string, tenant: string = partnerOne): User {
  const user = sandbox.world.users.find(
    ({ tenantId, userPrincipalName }) => tenantId === tenant && userPrincipalName.startsWith(`${name}@`),
  );
  return user ?? assert.fail(`${name} is nobody`);
}

/** What another tool got for the service account. */
function oldTool(p: PlaceForCmdlets) {
  const send = (request: Request): Promise<Response> => fetch(request);
  return anOldTool({ sandbox: p.sandbox, person: () => p.person(), send }, userOf(p, 'service'), {
    redirectUri: p.redirectUri,
  });
}

/** Looks at a token that was printed alone. It is never shown by a failure. */
function claimsOf(token: string): Readonly<Record<string, unknown>> {
  const [, payload = ''] = token.trim().split('.');
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
}

/** The audience is the one of the real cloud: what the token is for is the same there. */
async function provesToken(
  p: PlaceForCmdlets,
  printed: string,
  wanted: Record<string, unknown>,
): Promise<void> {
  const { aud, tid, idtyp, scp } = claimsOf(printed);
  assert.deepEqual(
    { aud, tid, isAppOnly: idtyp === 'app' || scp === undefined },
    { isAppOnly: false, ...wanted },
  );
  assert.ok((await p.audit('token.issued')).length > 0, 'it is on record');
}

async function provesGrant(p: PlaceForCmdlets, type: 'grant.sealed' | 'grant.imported'): Promise<void> {
  const [record] = await p.audit(type);
  assert.equal(record?.['mfa'], 'confirmed');
  assert.equal(record['partner'], partnerOne);
  const listed = succeeded(await p.run('consentry grants'));
  assert.match(listed, /healthy/);
}

/** Somebody opens the link that the command made, and signs in with MFA. */
async function invite(p: PlaceForCmdlets, command: string): Promise<void> {
  await p.signIn(linkOf(succeeded(await p.run(command))));
  await provesGrant(p, 'grant.sealed');
  const { at: _, ...signIn } =
    p.sandbox.ledger.signIns({ result: 'signed-in' })[0] ?? assert.fail('nobody signed in');
  assert.ok(signIn.amr.includes('mfa'));
}

/** Somebody types the code that the command shows, on another machine. */
function withCode(p: PlaceForCmdlets, command: string): Promise<Ended> {
  return p.run(command, (stderr) => {
    const [, url = '', code = ''] = /open +(\S+)\s+and enter the code +(\S+)\n[^]*Ctrl-C/.exec(stderr) ?? [];
    return code === '' ? undefined : p.signIn(url, code);
  });
}

async function imports(p: PlaceForCmdlets, command: string): Promise<void> {
  const { refreshToken } = await oldTool(p);
  await p.write('refresh-token', `${refreshToken}\n`);
  const { exitCode, stdout, stderr } = await p.run(command);
  assert.equal(exitCode, 0, stderr);
  assert.ok(!`${stdout}${stderr}`.includes(refreshToken), 'it is not shown');
  assert.ok(!existsSync(join(p.folder, 'refresh-token')), 'the source is gone');
  await provesGrant(p, 'grant.imported');
}

async function verifies(p: PlaceForCmdlets, command: string): Promise<void> {
  const { accessToken } = await oldTool(p);
  await p.write('access-token', `${accessToken}\n`);
  const stdout = succeeded(await p.run(command));
  assert.ok(!stdout.includes(accessToken), 'it is not shown');
  assert.match(stdout, /user_impersonation/);
  assert.match(stdout, new RegExp(partnerOne));
}

async function appOnly(p: PlaceForCmdlets, command: string, by: 'secret' | 'certificate'): Promise<void> {
  await p.connect();
  p.sandbox.ledger.clear();
  await provesToken(p, succeeded(await p.run(command)), {
    aud: partnerCenter,
    tid: partnerOne,
    isAppOnly: true,
  });
  const asked = p.sandbox.ledger.tokenRequests({ grantType: 'client_credentials', resource: partnerCenter });
  assert.deepEqual(
    asked.map(({ clientAuthentication }) => clientAuthentication),
    [by],
  );
}

/** Connects by an invitation, and then has a token at once. */
const consents =
  (kind: 'secret' | 'certificate'): Case =>
  async ([link = '', token = '']) => {
    await using p = await aPlaceForCmdlets(kind);
    await invite(p, link);
    await provesToken(p, succeeded(await p.run(token)), { aud: partnerCenter, tid: partnerOne });
    const redeemed = p.sandbox.ledger.tokenRequests({ grantType: 'authorization_code' });
    assert.deepEqual(
      redeemed.map(({ clientAuthentication }) => clientAuthentication),
      [kind],
    );
  };

const fingerprint = (text: string): string => createHash('sha256').update(text).digest('hex');
const issued = (p: PlaceForCmdlets): string[] =>
  p.sandbox.ledger.refreshTokens().map((one) => one.fingerprint);

/** The files that the row of the table names. */
async function writeFiles(p: PlaceForCmdlets, name: (typeof cmdletTable)[number]['name']): Promise<void> {
  const cmdlet: Cmdlet | undefined = cmdletTable.find((one) => one.name === name);
  for (const [file, content] of Object.entries(cmdlet?.files ?? {})) await p.write(file, content);
}

interface Listed {
  readonly items: readonly Readonly<Record<string, unknown>>[];
}

/** As it is printed, and with what a program reads. */
async function lists(p: PlaceForCmdlets, command: string): Promise<Listed['items']> {
  succeeded(await p.run(command));
  return (JSON.parse(succeeded(await p.run(`${command} --json`))) as Listed).items;
}

async function aConnectedPlace(): Promise<PlaceForCmdlets> {
  const p = await aPlaceForCmdlets();
  await p.connect();
  p.sandbox.ledger.clear();
  return p;
}

let place: Promise<PlaceForCmdlets> | undefined;
after(async () => (await place)?.[Symbol.asyncDispose]());

/** One place for every row that only reads. */
async function aPlaceToRead(): Promise<PlaceForCmdlets> {
  place ??= aConnectedPlace();
  const p = await place;
  p.sandbox.ledger.clear();
  return p;
}

/** The calls at Partner Center that answered. */
const pathsOf = (p: PlaceForCmdlets): string[] =>
  p.sandbox.ledger
    .apiCalls({ service: 'partnerCenter', status: 200 })
    .map(({ path }) => decodeURIComponent(path));

const cases: Readonly<Record<PairId, Case>> = {
  'connect/user': async ([command = '']) => {
    await using p = await aPlaceForCmdlets();
    await invite(p, command);
  },
  'connect/device': async ([command = '']) => {
    await using p = await aPlaceForCmdlets();
    succeeded(await withCode(p, command));
    await provesGrant(p, 'grant.sealed');
  },
  'connect/refresh-token': async ([command = '']) => {
    await using p = await aPlaceForCmdlets();
    await imports(p, command);
  },
  'connect/access-token': async ([command = '']) => {
    const p = await aPlaceToRead();
    await verifies(p, command);
  },
  'connect/service-principal': async ([command = '']) => {
    await using p = await aPlaceForCmdlets('secret', 'partner');
    await appOnly(p, command, 'secret');
  },
  'connect/service-principal-certificate': async ([status = '', command = '']) => {
    await using p = await aPlaceForCmdlets('certificate', 'partner');
    assert.match(succeeded(await p.run(status)), /certificate/);
    await appOnly(p, command, 'certificate');
  },
  disconnect: async ([command = '']) => {
    await using p = await aPlaceForCmdlets();
    p.setVariables({ GRANT: await p.connect() });
    succeeded(await p.run(command));
    assert.match(succeeded(await p.run('consentry grants')), /revoked/);
    assert.equal((await p.audit('grant.take_back')).length, 1);
  },
  context: async ([command = '']) => {
    const p = await aPlaceToRead();
    assert.match(succeeded(await p.run(command)), /service@partner-one\.example/);
  },
  'test-mfa/browser': async ([command = '']) => {
    await using p = await aPlaceForCmdlets();
    const ended = await p.run(command, (stderr) =>
      /Ctrl-C/.test(stderr) ? p.signIn(linkOf(stderr)) : undefined,
    );
    assert.match(succeeded(ended), /^PASS/);
    const [record] = await p.audit('account.tested');
    assert.equal(record?.['result'], 'pass');
    assert.deepEqual(issued(p), [], 'nothing is kept');
  },
  'test-mfa/device': async ([command = '']) => {
    await using p = await aPlaceForCmdlets();
    assert.match(succeeded(await withCode(p, command)), /^PASS/);
    assert.equal((await p.audit('account.tested')).length, 1);
  },
  'resolve-error': async ([command = '']) => {
    const p = await aPlaceToRead();
    assert.match(succeeded(await p.run(command)), /^AADSTS50076: .*\n.*What happened:[^]*To do:/);
  },
  'access-token/by-module': async ([grant = '', token = '']) => {
    await using p = await aConnectedPlace();
    p.setVariables({ CUSTOMER: customerB });
    await writeFiles(p, 'New-PartnerAccessToken');
    succeeded(await p.run(grant));
    assert.equal((await p.audit('customer_consent.granted')).length, 2, 'one for each API');
    const given = JSON.parse(succeeded(await p.run(token))) as { accessToken: string; tenant: string };
    assert.equal(given.tenant, customerB);
    assert.equal(claimsOf(given.accessToken)['scp'], 'Exchange.Manage');
    await provesToken(p, given.accessToken, { aud: exchange, tid: customerB });
  },
  'access-token/access-token': async ([verify = '', token = '']) => {
    const p = await aPlaceToRead();
    await verifies(p, verify);
    await provesToken(p, succeeded(await p.run(token)), { aud: partnerCenter, tid: partnerOne });
  },
  'access-token/refresh-token': async ([bring = '', token = '']) => {
    await using p = await aPlaceForCmdlets();
    await imports(p, bring);
    await provesToken(p, succeeded(await p.run(token)), { aud: graph, tid: customerA });
  },
  'access-token/consent': consents('secret'),
  'access-token/certificate-consent': consents('certificate'),
  'access-token/user': consents('secret'),
  'access-token/service-principal': async ([command = '']) => {
    await using p = await aPlaceForCmdlets('secret', 'partner');
    await appOnly(p, command, 'secret');
  },
  'access-token/certificate': async ([command = '']) => {
    await using p = await aPlaceForCmdlets('certificate', 'partner');
    await appOnly(p, command, 'certificate');
  },
  'access-token/device': async ([connect = '', token = '']) => {
    await using p = await aPlaceForCmdlets();
    succeeded(await withCode(p, connect));
    await provesToken(p, succeeded(await p.run(token)), { aud: partnerCenter, tid: partnerOne });
    const redeemed = p.sandbox.ledger.tokenRequests({ clientAuthentication: 'none' });
    assert.ok(redeemed.length > 0, 'the public registration has no credential');
  },
  'access-token/export-to-vault': async ([command = '']) => {
    await using p = await aPlaceForCmdlets('certificate');
    const vault = p.sandbox.origins.vault.replace('//example.', '//contoso-partner.');
    p.setVariables({ GRANT: await p.connect(), VAULT: vault });
    succeeded(await p.run(command));
    const [secret] = p.sandbox.ledger.secretVersions({ vault: 'contoso-partner' });
    assert.equal(secret?.secretName, partnerOne, 'the name that the official samples use');
    assert.ok(issued(p).includes(secret.valueFingerprint));
    assert.equal((await p.audit('grant.exported')).length, 1);
  },
  'access-token/export-to-file': async ([createKey = '', command = '']) => {
    await using p = await aPlaceForCmdlets();
    p.setVariables({ GRANT: await p.connect() });
    succeeded(await p.run(createKey));
    const { stdout, stderr } = await p.run(command);
    const refreshToken = await openExport(p);
    assert.ok(issued(p).includes(fingerprint(refreshToken)), 'it is one that was issued');
    assert.ok(!`${stdout}${stderr}`.includes(refreshToken), 'it is not shown');
    assert.equal((await p.audit('grant.exported')).length, 1);
  },
  'consent/new': async ([plan = '', grant = '']) => {
    await using p = await aConnectedPlace();
    p.setVariables({ CUSTOMER: customerB });
    await writeFiles(p, 'New-PartnerCustomerApplicationConsent');
    assert.match(succeeded(await p.run(plan)), /to be granted/);
    assert.match(succeeded(await p.run(grant)), /proved by a token/);
    const at = `/v1/customers/${customerB}/applicationconsents`;
    const posted = p.sandbox.ledger.apiCalls(({ method, path }) => method === 'POST' && path === at);
    assert.equal(posted.length, 1);
    assert.equal((await p.audit('customer_consent.granted')).length, 1);
  },
  'consent/remove': async ([command = '']) => {
    await using p = await aConnectedPlace();
    succeeded(await p.run(command));
    const left = p.sandbox.world.consents.filter(({ tenantId }) => tenantId === customerA);
    assert.deepEqual(
      left.filter(({ clientId }) => clientId === p.sandbox.world.applications[0]?.clientId),
      [],
    );
    assert.equal((await p.audit('customer_consent.withdrawn')).length, 1);
  },
  'customer/all': async ([command = '']) => {
    const p = await aPlaceToRead();
    const found = await lists(p, command);
    const own = p.sandbox.world.relationships.filter(({ partnerTenantId }) => partnerTenantId === partnerOne);
    assert.deepEqual(
      new Set(found.map(({ id }) => id)),
      new Set(own.map(({ customerTenantId }) => customerTenantId)),
    );
  },
  'customer/by-id': async ([command = '']) => {
    const p = await aPlaceToRead();
    assert.deepEqual(
      (await lists(p, command)).map(({ id }) => id),
      [customerA],
    );
    assert.ok(pathsOf(p).every((path) => path === `/v1/customers/${customerA}`));
  },
  'customer/by-domain': async ([command = '']) => {
    const p = await aPlaceToRead();
    p.setVariables({ DOMAIN: 'customer-b.example' });
    assert.deepEqual(
      (await lists(p, command)).map(({ id }) => id),
      [customerB],
    );
  },
  'user/all': async ([command = '']) => {
    const p = await aPlaceToRead();
    assert.equal((await lists(p, command)).length, 27);
  },
  'user/by-id': async ([command = '']) => {
    const p = await aPlaceToRead();
    const { objectId, userPrincipalName } = userOf(p, 'user03', customerA);
    p.setVariables({ ACCOUNT: objectId });
    const found = await lists(p, command);
    assert.deepEqual(
      found.map((user) => user['userPrincipalName']),
      [userPrincipalName],
    );
  },
  'user/by-name': async ([command = '']) => {
    const p = await aPlaceToRead();
    const { objectId, userPrincipalName } = userOf(p, 'user03', customerA);
    p.setVariables({ ACCOUNT_NAME: userPrincipalName });
    assert.deepEqual(
      (await lists(p, command)).map(({ id }) => id),
      [objectId],
    );
  },
  'user/deleted': async ([command = '']) => {
    await using p = await aConnectedPlace();
    const { objectId } = userOf(p, 'user03', customerA);
    await deleteUser(p, objectId);
    const found = await lists(p, command);
    assert.deepEqual(
      found.map(({ id }) => id),
      [objectId],
    );
    assert.ok(found[0]?.['softDeletionTime']);
  },
};

/** The recipient opens it, and the command takes what it opens. */
async function openExport(p: PlaceForCmdlets): Promise<string> {
  const opens = '--file refresh-token.sealed --recovery-key-file recipient.key';
  succeeded(await p.run(`consentry import --partner $PARTNER ${opens} --replace`));
  const key = readRecoveryKeyFile(join(p.folder, 'recipient.key'));
  const file = await readFile(join(p.folder, 'refresh-token.sealed'));
  async function* whole(): AsyncGenerator<Uint8Array> {
    yield file;
  }
  const text = (await Array.fromAsync(openFile(whole(), key, 'export'))).join('');
  return (JSON.parse(text) as { refreshToken: string }).refreshToken;
}

/** As a program of the partner does it. */
async function deleteUser(p: PlaceForCmdlets, objectId: string): Promise<void> {
  const token = 'consentry token --partner $PARTNER --resource partner-center --key-file caller.key';
  const bearer = succeeded(await p.run(token)).trim();
  const url = `${p.sandbox.origins.partnerCenter}/v1/customers/${customerA}/users/${objectId}`;
  const headers = { authorization: `Bearer ${bearer}`, validatemfa: 'true' };
  const answer = await fetch(url, { method: 'DELETE', headers });
  assert.ok(answer.ok, await answer.text());
}

for (const cmdlet of cmdletTable as readonly Cmdlet[]) {
  describe(cmdlet.name, () => {
    for (const pair of cmdlet.pairs) {
      test(`${pair.id}: ${pair.commands.join('; ')}`, async () => {
        const shown: Case | undefined = cases[pair.id as PairId];
        assert.ok(shown, `no case shows ${pair.id}`);
        await shown(pair.commands);
      });
    }
  });
}

test('every case is of a row of the table', () => {
  const ids = (cmdletTable as readonly Cmdlet[]).flatMap(({ pairs }) => pairs.map(({ id }) => id));
  assert.equal(new Set(ids).size, ids.length, 'each row has an id of its own');
  assert.deepEqual(Object.keys(cases).toSorted(), ids.toSorted());
});

test('a cmdlet that is typed ends with 2, and names the commands of the way that was meant, and no value', async () => {
  const typed = ['new-partneraccesstoken', '-RefreshToken', 'secret-text', '-scopes', 'x', '-TENANTID', 'y'];
  const { exitCode, stdout, stderr } = await consentry(typed);
  assert.equal(exitCode, 2);
  assert.equal(stdout, '');
  assert.match(stderr, /consentry import --partner \$PARTNER --file refresh-token --purge-source/);
  assert.doesNotMatch(stderr, /--access app-only/);
  assert.match(stderr, /-RefreshToken stood among the arguments/);
  assert.doesNotMatch(stderr, /secret-text/);
});

test('help on a cmdlet, under either word, is the row of the table', async () => {
  const [help, cmdlet] = await Promise.all([
    consentry(['help', 'PartnerCenter\\New-PartnerAccessToken', '-Module', 'ExchangeOnline']),
    consentry(['cmdlet', 'NEW-PARTNERACCESSTOKEN', '-Module', 'ExchangeOnline']),
  ]);
  assert.equal(help.exitCode, 0, help.stderr);
  assert.equal(help.stdout, cmdlet.stdout);
  assert.match(help.stdout, /--resource https:\/\/outlook\.office365\.com/);
  assert.doesNotMatch(help.stdout, /consentry invite --partner \$PARTNER\n/);
});
