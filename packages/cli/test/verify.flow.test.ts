import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { aJwt, defenderClaims, graphClaims } from '../../core/test/a-jwt.ts';
import { customer } from '../../core/test/builders.ts';

const command = join(import.meta.dirname, '../bin/consentry.mjs');

interface Said {
  readonly exitCode: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the command as a shell does. */
function consentry(args: readonly string[], input = ''): Promise<Said> {
  const child = spawn(process.execPath, [command, ...args], { stdio: 'pipe' });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  // Who refuses its arguments does not wait for the input.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  return new Promise((resolve) => child.on('close', (exitCode) => resolve({ exitCode, out, err })));
}

const hour = 3600;
const now = Math.floor(Date.now() / 1000);
const times = { iat: now, nbf: now, exp: now + hour };
const graphToken = aJwt({ ...graphClaims, ...times }).reveal();
const defenderToken = aJwt({ ...defenderClaims, ...times }).reveal();

function assertNoToken({ out, err }: Said, token: string): void {
  for (const part of token.split('.').filter((one) => one.length > 8)) {
    assert.ok(!out.includes(part) && !err.includes(part));
  }
}

test('ends with 0 for a token that is what was wanted', async () => {
  const args = ['verify', '--resource', 'graph', '--tenant', customer, '--scope', 'User.Read.All', '--mfa'];
  const said = await consentry(args, `${graphToken}\n`);
  assert.equal(said.exitCode, 0, said.err);
  assert.match(said.out, /✓ {2}API +The token is for graph/);
  assert.match(said.out, /\? {2}signature +It was not checked/);
  assert.match(said.out, /Everything that was asked has passed/);
  assertNoToken(said, graphToken);
});

test('ends with 1 for a near miss, and names it', async () => {
  const args = ['verify', '--resource', 'defender', '--role', 'Incidents.Read.All'];
  const said = await consentry(args, defenderToken);
  assert.equal(said.exitCode, 1);
  assert.match(
    said.out,
    /✗ {2}application permission Incidents\.Read\.All +The token holds Incident\.Read\.All/,
  );
  assert.match(said.out, /To do:\n- Ask for Incident\.Read\.All/);
  assertNoToken(said, defenderToken);
});

test('ends with 1 where something asked cannot be told', async () => {
  const said = await consentry(['verify', '--mfa'], 'opaque-token');
  assert.equal(said.exitCode, 1);
  assert.match(said.out, /no JWT/);
});

test('gives one line of JSON, with instants to read and without the token', async () => {
  const said = await consentry(['verify', '--json', '--mfa'], graphToken);
  const { verdict, claims, checks } = JSON.parse(said.out) as {
    verdict: string;
    claims: { expiresAt: string };
    checks: readonly { name: string }[];
  };
  assert.equal(verdict, 'passed');
  assert.equal(claims.expiresAt, new Date((now + hour) * 1000).toISOString());
  assert.ok(checks.some(({ name }) => name === 'mfa'));
  assertNoToken(said, graphToken);
});

for (const [where, args] of [
  ['alone', [graphToken]],
  ['twice', [graphToken, graphToken]],
  ['behind a list of permissions', ['--scope', 'User.Read.All', graphToken]],
  ['behind a list of audiences', ['--own', 'api://ours', graphToken]],
  ['behind a list of roles', ['--mfa', '--role', 'Incident.Read.All', graphToken]],
] as const) {
  test(`refuses a token as an argument, ${where}, and repeats nothing of it`, async () => {
    const said = await consentry(['verify', ...args]);
    assert.equal(said.exitCode, 2);
    assert.match(said.err, /never taken as an argument/);
    assertNoToken(said, graphToken);
  });
}

test('reads a token from a file, also behind the word Bearer', async (t: TestContext) => {
  const folder = await mkdtemp(join(tmpdir(), 'consentry-verify-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'token');
  await writeFile(file, `Bearer ${graphToken}\r\n`);
  const said = await consentry(['verify', '--file', file, '--resource', 'graph']);
  assert.equal(said.exitCode, 0, said.err);
});

for (const [what, args, input] of [
  ['no token', [], ''],
  ['two lines', [], 'a\nb'],
  ['too much', [], 'A'.repeat(80_000)],
  ['a file that is not there', ['--file', '/nowhere/token'], ''],
  ['an unknown cloud', ['--cloud', 'mars'], graphToken],
  ['an unknown resource', ['--resource', 'grpah'], graphToken],
  ['a tenant by its domain', ['--tenant', 'contoso.example'], graphToken],
] as const) {
  test(`ends with 2 for ${what}`, async () => {
    const said = await consentry(['verify', ...args], input);
    assert.equal(said.exitCode, 2, said.out + said.err);
    assert.match(said.err, /To do:/);
  });
}

test('lets no claim move the cursor or forge a line', async () => {
  const evil = '\u001b[2J\u001b]0;x\u0007\r✓ everything';
  const claims = { ...graphClaims, ...times, aud: evil, scp: `a\u009b31m ${evil}`, ver: `1.0\n✓`, iss: evil };
  const said = await consentry(['verify', '--resource', 'graph', '--scope', 'b'], aJwt(claims).reveal());
  assert.equal(said.exitCode, 1);
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  assert.doesNotMatch(said.out, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  assert.match(said.out, /\\u001b\[2J/);
});
