import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createSandbox, DEFAULT_APPLICATION, generateWorld, type Sandbox } from '@consentry/sandbox';
import type { PostureRead, ReadOrder } from './support/posture-reader.ts';

/** `npm run test:full` asks for 50,000. */
const accounts = Number(process.env['CONSENTRY_POSTURE_ACCOUNTS'] ?? 2000);

/** As in a container of 400 MB: a reader whose heap needs more ends with an error. In MB. */
const heapLimits = ['--max-old-space-size=192', '--max-semi-space-size=8'];
const mostMb = 400;

const roles = [
  'AuditLog.Read.All',
  'Policy.Read.All',
  'UserAuthenticationMethod.Read.All',
  'Domain.Read.All',
  'PartnerSecurity.Read.All',
  'User.Read.All',
  'Directory.Read.All',
  'RoleManagement.Read.Directory',
];

/** A partner with so many accounts. Nobody asks them for MFA, so that each is one to be named. */
async function aLargePartner(entraPlan: 'free' | 'p1'): Promise<{ sandbox: Sandbox; partner: string }> {
  const world = generateWorld({
    seed: 'posture',
    customers: 0,
    usersPerPartner: accounts,
    partnerShares: { withoutMfa: 0.25, disabled: 0.1, guests: 0.1, synced: 0.5 },
  });
  const partner = world.tenants.find(({ kind }) => kind === 'partner') ?? assert.fail();
  Object.assign(partner, { entraPlan, mfa: 'when-asked' });
  for (const principal of world.servicePrincipals)
    principal.roles = [{ resource: 'https://graph.microsoft.com', roles }];
  const sandbox = await createSandbox({ world });
  await sandbox.listen();
  return { sandbox, partner: partner.id };
}

async function acquireToken({ origins }: Sandbox, partner: string): Promise<string> {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: DEFAULT_APPLICATION.clientId,
    client_secret: DEFAULT_APPLICATION.secret,
    scope: 'https://graph.microsoft.com/.default',
  });
  const answer = await fetch(`${origins.login}/${partner}/oauth2/v2.0/token`, { method: 'POST', body });
  return ((await answer.json()) as { access_token: string }).access_token;
}

async function read(order: ReadOrder): Promise<PostureRead> {
  const program = fileURLToPath(new URL('support/posture-reader.ts', import.meta.url));
  const child = spawn(process.execPath, [...heapLimits, program], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(order));
  const [written] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  assert.equal(child.exitCode, 0);
  return JSON.parse(written) as PostureRead;
}

for (const plan of ['free', 'p1'] as const) {
  test(`the posture of ${accounts} accounts with Entra ID ${plan} is read within 400 MB, and every account is counted`, async (t) => {
    const { sandbox, partner } = await aLargePartner(plan);
    t.after(() => sandbox.close());
    const { graph, partnerCenter } = sandbox.origins;
    const token = await acquireToken(sandbox, partner);
    const found = await read({ partner, graph, partnerCenter, token });
    const [took, cpu] = [found.tookMs, found.cpuMs].map((ms) => (ms / 1000).toFixed(1));
    t.diagnostic(
      `${accounts} accounts: ${took} s, of them ${cpu} s at work, ${found.mostMb.toFixed(0)} MB at most, ${found.heapMb.toFixed(0)} MB of heap at the end`,
    );

    const own = sandbox.world.users.filter(({ tenantId }) => tenantId === partner);
    const enabled = own.filter(({ state }) => state === 'active');
    const registered = enabled.filter(({ totpSecret }) => totpSecret !== undefined);
    const { total, counts, rows, leftOut } = found.accounts ?? assert.fail();
    assert.equal(total, own.length);
    assert.equal(found.listed, own.length);
    assert.equal(
      counts.reduce((sum, { count }) => sum + count, 0),
      own.length,
    );
    // Neither Microsoft’s report nor the reading one by one is about disabled accounts.
    const ofEnabled = counts.filter(({ state }) => state !== 'disabled');
    const sumOf = (name: 'registered' | 'notRegistered' | 'registrationUnknown'): number =>
      ofEnabled.reduce((sum, one) => sum + one[name], 0);
    assert.deepEqual(
      [sumOf('registered'), sumOf('notRegistered'), sumOf('registrationUnknown')],
      [registered.length, enabled.length - registered.length, 0],
    );
    assert.equal(rows.length, Math.min(1000, enabled.length));
    assert.equal(rows.length + leftOut, enabled.length);
    const [figure] = found.figures;
    assert.ok(figure?.kind === 'estimate');
    assert.deepEqual([figure.percent, figure.whole], [0, enabled.length]);
    assert.equal(found.methods?.from, plan === 'p1' ? 'report' : 'methods');
    assert.ok(found.mostMb < mostMb, `${found.mostMb} MB`);
  });
}
