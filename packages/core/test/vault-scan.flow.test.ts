import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import type { Finding, VaultScan } from '../src/key-vault/index.ts';
import type { Fetch } from '../src/ports.ts';
import { Secret } from '../src/secret.ts';
import { aGrantId } from './a-grant.ts';
import { aVaultScan, canary, fill, values } from './a-vault-scan.ts';
import { customer } from './builders.ts';

const brief = ({ findings }: VaultScan) =>
  Object.fromEntries(
    findings.map(({ secret, kind, certainty, plan }) => [secret, `${certainty} ${kind} ${plan}`]),
  );

function only(scan: VaultScan, ...names: readonly string[]): readonly Finding[] {
  return scan.findings.filter(({ secret }) => names.includes(secret));
}

const assertNoValue = (...things: readonly unknown[]): void => {
  for (const thing of things) {
    assert.ok(!inspect(thing, { depth: 20, maxStringLength: 100_000 }).includes(canary));
    assert.ok(!JSON.stringify(thing).includes(canary));
  }
};

test('picks what holds a partner’s credentials, says why, and leaves everything else alone', async (t) => {
  const v = await aVaultScan(t);
  await fill(v);
  const scan = await v.scanner.scan();
  assert.deepEqual(brief(scan), {
    [customer]: 'certain refresh_token delete',
    admincontosoonmicrosoftcom: 'certain refresh_token delete',
    'api-token': 'doubtful access_token delete',
    'contoso-Password': 'certain user_password delete',
    'contoso-UserName': 'certain user_name delete',
    'ida--CSPApplicationSecret': 'doubtful application_secret delete',
    line: 'certain user_password delete',
    login: 'certain user_password delete',
    overwritten: 'certain refresh_token disable',
    'token-answer': 'certain refresh_token delete',
  });
  const [sample] = only(scan, customer);
  assert.deepEqual(sample?.reasons, ['value_refresh_token', 'name_tenant']);
  assert.deepEqual(only(scan, 'overwritten')[0]?.reasons, ['value_refresh_token', 'older_version']);
  assert.deepEqual(scan.looked, {
    secrets: 13,
    versions: 13,
    values: 13,
    disabledVersions: 0,
    certificates: 1,
  });
  assert.deepEqual(
    v.done('get').filter((one) => one.includes('tls')),
    [],
    'a certificate is not even read',
  );
  assert.deepEqual(v.done('delete', 'update', 'purge'), [], 'nothing is changed');
  assertNoValue(scan);
});

test('leaves secrets of our own brokers alone, and reads none of them', async (t) => {
  const v = await aVaultScan(t);
  const grant = aGrantId('1');
  await v.vault.put({ grant, version: 1 }, Secret.of(values.refreshToken));
  v.sandbox.control.moveClock(1_000);
  const reads = v.done('get').length;
  const scan = await v.scanner.scan();
  assert.deepEqual(scan.findings, []);
  assert.deepEqual(
    scan.own.map((one) => [one.grant, one.enabledVersions]),
    [[grant, 1]],
  );
  assert.equal(v.done('get').length, reads);
  assertNoValue(scan);
});

test('purges exactly what was confirmed: deleted as a whole and purged, or older versions disabled', async (t) => {
  const v = await aVaultScan(t);
  await fill(v);
  const scan = await v.scanner.scan();
  const confirmed = scan.findings.filter(({ certainty }) => certainty === 'certain');
  const outcomes = await v.scanner.purge(confirmed);
  assert.deepEqual(
    [...outcomes].filter(([, { is }]) => is !== 'purged').map(([{ secret }, { is }]) => [secret, is]),
    [['overwritten', 'disabled']],
  );
  const gone = [
    customer,
    'admincontosoonmicrosoftcom',
    'contoso-Password',
    'contoso-UserName',
    'line',
    'login',
    'token-answer',
  ];
  assert.deepEqual(v.done('delete', 'purge').toSorted(), [
    ...gone.map((name) => `delete ${name}`),
    ...gone.map((name) => `purge ${name}`),
  ]);
  assert.deepEqual(v.done('update').toSorted(), [
    ...gone.map((name) => `update ${name}`).slice(0, 6),
    'update overwritten',
    'update token-answer',
  ]);
  assert.deepEqual(await v.names(), [
    'api-token',
    'ida--CSPApplicationSecret',
    'overwritten',
    'something',
    'sql-connection',
    'tls',
  ]);
  assert.equal(
    (await v.byHand('GET', '/secrets/overwritten')).status,
    200,
    'the current version is as it was',
  );
  const again = await v.scanner.scan();
  assert.deepEqual(
    again.findings.filter(({ certainty }) => certainty === 'certain'),
    [],
  );
  assertNoValue([...outcomes]);
});

test('leaves alone what is not as it was confirmed, and what is gone', async (t) => {
  const v = await aVaultScan(t);
  await v.put('login', [values.login]);
  await v.put('line', [values.line]);
  await v.put('renewed', [values.refreshToken]);
  const scan = await v.scanner.scan();
  await v.put('renewed', [values.plain]);
  await v.byHand('DELETE', '/secrets/line');
  const outcomes = await v.scanner.purge(scan.findings);
  assert.deepEqual(Object.fromEntries([...outcomes].map(([{ secret }, { is }]) => [secret, is])), {
    line: 'gone',
    login: 'purged',
    renewed: 'changed',
  });
  assert.deepEqual(await v.names(), ['renewed']);
});

test('says until when a deleted secret can be recovered, and why it was not purged', async (t) => {
  const v = await aVaultScan(t);
  await v.put('login', [values.login]);
  v.record.purgeProtection = true;
  const { findings } = await v.scanner.scan();
  const outcomes = await v.scanner.purge(findings);
  const until = v.sandbox.clock.now() + v.record.softDeleteDays * 24 * 60 * 60 * 1000;
  const [outcome] = outcomes.values();
  assert.ok(outcome?.is === 'deleted' && outcome.why === 'protected');
  assert.ok(Math.abs((outcome.recoverableUntil ?? 0) - until) < 60_000);
  assert.deepEqual(v.done('purge'), []);
});

test('says which permission is missing and who gives it, and tries what is refused once', async (t) => {
  const v = await aVaultScan(t, ['get', 'list', 'delete']);
  await v.put('login', [values.login]);
  await v.put('line', [values.line]);
  await v.put('overwritten', [values.olderRefreshToken, values.plain]);
  const outcomes = await v.scanner.purge((await v.scanner.scan()).findings);
  const found = Object.fromEntries([...outcomes].map(([{ secret }, outcome]) => [secret, outcome]));
  for (const name of ['login', 'line']) {
    const outcome = found[name];
    assert.ok(outcome?.is === 'deleted' && outcome.missing?.permission === 'purge');
    assert.match(outcome.missing.remedy, /administers access .* permission purge/);
  }
  assert.ok(found['overwritten']?.is === 'denied' && found['overwritten'].missing.permission === 'set');
  const refused = v.sandbox.ledger.vaultCalls({ operation: 'purge', status: 403 });
  assert.equal(refused.length, 1);
});

test('judges by names and labels alone where values may not be read, and is sure of nothing then', async (t) => {
  const v = await aVaultScan(t, ['list']);
  await fill(v);
  const scan = await v.scanner.scan();
  assert.equal(scan.missing?.permission, 'get');
  assert.deepEqual(brief(scan), {
    [customer]: 'doubtful refresh_token delete',
    admincontosoonmicrosoftcom: 'doubtful refresh_token delete',
    'contoso-Password': 'doubtful user_password delete',
    'ida--CSPApplicationSecret': 'doubtful application_secret delete',
  });
  for (const { reasons } of scan.findings) assert.ok(reasons.includes('not_readable'));
});

test('refuses a scan without List, and says who gives it', async (t) => {
  const v = await aVaultScan(t, ['get']);
  await assert.rejects(v.scanner.scan(), (error: { code: string; remedy: string }) => {
    assert.equal(error.code, 'vault_denied');
    assert.match(error.remedy, /permission list/);
    return true;
  });
});

test('goes through a thousand secrets with many versions in pages, waits when it is throttled, and says how far it is', async (t) => {
  const v = await aVaultScan(t);
  v.sandbox.world.settings.vaultPerTenSeconds = 100_000;
  for (let index = 0; index < 1_000; index++)
    await v.byHand('PUT', `/secrets/secret-${index}`, {
      value: index % 100 === 0 ? values.line : values.plain,
    });
  await v.put(
    'many',
    Array.from({ length: 60 }, () => values.olderRefreshToken),
  );
  v.sandbox.world.settings.vaultPerTenSeconds = 300;
  const progress: number[] = [];
  const scan = await v.scanner.scan({ onProgress: (done) => void progress.push(done) });
  assert.deepEqual(scan.looked, {
    secrets: 1_001,
    versions: 1_060,
    values: 1_060,
    disabledVersions: 0,
    certificates: 0,
  });
  assert.equal(scan.findings.length, 11);
  assert.equal(progress.at(-1), 1_001);
  assert.ok(v.sandbox.ledger.vaultCalls({ status: 429 }).length > 0);
});

test('ends where the vault fails, and says what it did not try', async (t) => {
  const v = await aVaultScan(t);
  await v.put('line', [values.line]);
  await v.put('login', [values.login]);
  const { findings } = await v.scanner.scan();
  v.record.firewall = 'closed';
  await assert.rejects(v.scanner.scan(), { code: 'vault_denied' });
  const outcomes = await v.scanner.purge(findings);
  assert.deepEqual(
    [...outcomes.values()].map(({ is }) => is),
    ['failed', 'not_tried'],
  );
  v.record.firewall = 'open';
  assert.deepEqual(await v.names(), ['line', 'login']);
});

test('waits until the vault says that a secret is deleted, which takes it some seconds, before it purges', async (t) => {
  const v = await aVaultScan(t);
  v.record.deletionMs = 5_000;
  await v.put('login', [values.login]);
  const [outcome] = (await v.scanner.purge((await v.scanner.scan()).findings)).values();
  assert.equal(outcome?.is, 'purged');
  assert.deepEqual(v.done('delete', 'purge'), ['delete login', 'purge login']);
});

test('says that a deletion which does not end was not purged, and until when it can be recovered', async (t) => {
  const v = await aVaultScan(t);
  v.record.deletionMs = 600_000;
  await v.put('login', [values.login]);
  const [outcome] = (await v.scanner.purge((await v.scanner.scan()).findings)).values();
  assert.ok(outcome?.is === 'deleted' && outcome.why === 'failed' && outcome.isDisabled);
  assert.equal(outcome.error?.code, 'vault_unavailable');
  assert.ok(outcome.recoverableUntil !== undefined);
});

test('disables what it deletes: whoever recovers it has no live value', async (t) => {
  const v = await aVaultScan(t, ['get', 'set', 'list', 'delete']);
  const versions = await v.put('line', [values.line, values.line]);
  const [outcome] = (await v.scanner.purge((await v.scanner.scan()).findings)).values();
  assert.ok(outcome?.is === 'deleted' && outcome.why === 'missing' && outcome.isDisabled);
  await v.byHand('POST', '/deletedsecrets/line/recover');
  for (const version of versions)
    assert.equal((await v.byHand('GET', `/secrets/line/${version}`)).status, 403);
});

test('without Get and Set it deletes and purges all the same, and says of what stays that it is enabled', async (t) => {
  for (const deletionMs of [0, 5_000]) {
    const v = await aVaultScan(t, ['list', 'delete', 'purge']);
    v.record.deletionMs = deletionMs;
    await v.put('contoso-Password', [values.password]);
    const [outcome] = (await v.scanner.purge((await v.scanner.scan()).findings)).values();
    assert.equal(outcome?.is, 'purged');
    assert.deepEqual(v.done('delete', 'purge'), ['delete contoso-Password', 'purge contoso-Password']);
  }
  const v = await aVaultScan(t, ['list', 'delete']);
  await v.put('contoso-Password', [values.password]);
  const [outcome] = (await v.scanner.purge((await v.scanner.scan()).findings)).values();
  assert.ok(outcome?.is === 'deleted' && outcome.why === 'missing' && !outcome.isDisabled);
  assert.equal(outcome.missing?.permission, 'purge');
});

test('without Delete it disables, and says who gives it', async (t) => {
  const v = await aVaultScan(t, ['get', 'set', 'list', 'purge']);
  await v.put('line', [values.line]);
  const [outcome] = (await v.scanner.purge((await v.scanner.scan()).findings)).values();
  assert.ok(outcome?.is === 'disabled' && outcome.missing?.permission === 'delete');
  assert.equal((await v.byHand('GET', '/secrets/line')).status, 403);
});

test('looks what became of a deletion whose answer was lost, and deletes nothing twice', async (t) => {
  const v = await aVaultScan(t);
  await v.put('line', [values.line]);
  const { findings } = await v.scanner.scan();
  v.sandbox.control.playFault({ service: 'vault', method: 'DELETE', fault: { kind: 'reset-after' } });
  const [outcome] = (await v.scanner.purge(findings)).values();
  assert.equal(outcome?.is, 'purged');
  assert.deepEqual(v.done('delete', 'purge'), ['delete line', 'purge line']);
});

test('says so when a deletion did not arrive, and leaves the rest untried', async (t) => {
  const v = await aVaultScan(t);
  await v.put('line', [values.line]);
  await v.put('login', [values.login]);
  const { findings } = await v.scanner.scan();
  v.sandbox.control.playFault({ service: 'vault', method: 'DELETE', fault: { kind: 'reset' } });
  const outcomes = await v.scanner.purge(findings);
  assert.deepEqual(
    [...outcomes.values()].map(({ is }) => is),
    ['failed', 'not_tried'],
  );
  assert.deepEqual(await v.names(), ['line', 'login']);
});

test('does not purge a version that came at the very last moment: it can be recovered', async (t) => {
  let beforeDelete = async (): Promise<unknown> => undefined;
  const around =
    (fetch: Fetch): Fetch =>
    async (request) => {
      if (request.method === 'DELETE') await beforeDelete();
      return fetch(request);
    };
  const v = await aVaultScan(t, undefined, around);
  await v.put('line', [values.line]);
  const { findings } = await v.scanner.scan();
  beforeDelete = () => v.put('line', [values.plain]);
  const [outcome] = (await v.scanner.purge(findings)).values();
  assert.ok(outcome?.is === 'deleted' && outcome.why === 'newer_version');
  assert.deepEqual(v.done('purge'), []);
  assert.equal((await v.byHand('POST', '/deletedsecrets/line/recover')).status, 200);
});

test('does not purge where the vault does not tell which version it deleted', async (t) => {
  const around =
    (fetch: Fetch): Fetch =>
    async (request) => {
      const answer = await fetch(request);
      if (!request.url.includes('/deletedsecrets/') && request.method !== 'DELETE') return answer;
      const body = Buffer.from(
        Buffer.from(answer.body)
          .toString()
          .replace(/\/secrets\/line\/[0-9a-f]{32}/g, '/secrets/line'),
      );
      return { ...answer, body };
    };
  const v = await aVaultScan(t, undefined, around);
  await v.put('line', [values.line]);
  const [outcome] = (await v.scanner.purge((await v.scanner.scan()).findings)).values();
  assert.ok(outcome?.is === 'deleted' && outcome.why === 'newer_version');
  assert.deepEqual(v.done('purge'), []);
});

test('reads no answer that leads to another host, and says in its own words what is wrong with the identity', async (t) => {
  let leadsAway = false;
  const around =
    (fetch: Fetch): Fetch =>
    async (request) => {
      const answer = await fetch(request);
      if (!leadsAway || !request.url.includes('/secrets?')) return answer;
      const body = Buffer.from(
        JSON.stringify({ value: [], nextLink: 'https://other.example/secrets?api-version=7.4' }),
      );
      return { ...answer, body };
    };
  const v = await aVaultScan(t, undefined, around);
  await v.scanner.scan();
  leadsAway = true;
  await assert.rejects(v.scanner.scan(), { code: 'vault_bad_response' });
  v.sandbox.world.applications.at(-1)?.secrets.splice(0);
  v.sandbox.control.moveClock(24 * 60 * 60 * 1000);
  await assert.rejects(v.scanner.scan(), {
    code: 'vault_denied',
    remedy: /^Check the credential, and that the tenant/,
  });
});
