import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aTokenAnswer, aTokenEndpoint } from '../../test/a-token-endpoint.ts';
import { errorOf, partner } from '../../test/builders.ts';
import { clouds } from '../entra/clouds.ts';
import { ConsentryError, type ErrorCode } from '../errors.ts';
import { confirmApproval } from './confirm-approval.ts';

function confirm(failure: Error) {
  const tokenEndpoint = aTokenEndpoint({ application: () => Promise.reject(failure) });
  return confirmApproval({ cloud: clouds.public, tokenEndpoint }, partner);
}

test('confirms an approval when the invited tenant gives the application a token of its own', async () => {
  const asked: unknown[] = [];
  const tokenEndpoint = aTokenEndpoint({
    application(request) {
      asked.push(request);
      return aTokenAnswer();
    },
  });
  await confirmApproval({ cloud: clouds.public, tokenEndpoint }, partner);
  assert.deepEqual(asked, [{ tenant: partner, scope: 'https://graph.microsoft.com/.default' }]);
});

for (const code of ['tenant_setup', 'consent_needed', 'admin_needed', 'ca_blocked'] satisfies ErrorCode[]) {
  test(`does not believe an approval where the tenant says ${code}, and keeps the number`, async () => {
    const facts = { tenant: partner, aadsts: 700016 };
    const refusal = new ConsentryError(code, { facts });
    const error = await errorOf(() => confirm(refusal));
    assert.deepEqual([error.code, error.facts, error.cause], ['approval_not_proven', facts, refusal]);
  });
}

for (const code of [
  'idp_timeout',
  'idp_throttled',
  'idp_unavailable',
  'idp_tls',
  'client_credential',
  'client_request',
] satisfies ErrorCode[]) {
  test(`does not hold ${code} against the approval`, async () => {
    const refusal = new ConsentryError(code);
    assert.equal(await errorOf(() => confirm(refusal)), refusal);
  });
}

test('passes on what is no refusal at all', async () => {
  await assert.rejects(confirm(new TypeError('a mistake of ours')), TypeError);
});

test('refuses a cloud without Graph', async () => {
  const cloud = { ...clouds.public, resources: {} };
  const tokenEndpoint = aTokenEndpoint({});
  await assert.rejects(confirmApproval({ cloud, tokenEndpoint }, partner), { code: 'invalid_configuration' });
});
