import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { customerA, customerC, partnerOne } from '../../server/test/a-broker.ts';
import { aListeningBroker, type ListeningBroker } from '../../server/test/a-listening-broker.ts';
import { furtherCmdlets } from '../src/cmdlets/further-cmdlets.ts';
import { findFurtherWay } from '../src/cmdlets/further-way.ts';
import { callApi } from '../src/commands/call.ts';
import { customers } from '../src/commands/customers.ts';
import { users } from '../src/commands/users.ts';
import { aTextOutput } from './a-text-output.ts';

let b: ListeningBroker;
let reach: { readonly url: string; readonly keyFile: string; readonly partner: string };

before(async () => {
  b = await aListeningBroker();
  await b.t.aConnectedPartner();
  const keyFile = join(b.t.folder, 'caller.key');
  const key = await b.aKey({ customers: 'all', resources: ['partner-center', 'graph'] });
  writeFileSync(keyFile, `${key}\n`, { mode: 0o600 });
  reach = { url: b.url, keyFile, partner: partnerOne };
});

after(() => b[Symbol.asyncDispose]());

describe('consentry customers', () => {
  test('lists tenant, domain and name of each', async () => {
    const output = aTextOutput();
    await customers(reach, output);
    assert.match(output.results.join(), /tenant +domain +relationship +name/);
    assert.match(output.results.join(), new RegExp(`${customerA} +customer-a\\.example +\\w+ +Customer A`));
  });

  test('says that there is none, where no domain begins so', async () => {
    const output = aTextOutput();
    await customers({ ...reach, domain: 'nobody.example' }, output);
    assert.match(output.results.join(), /There is no such customer/);
  });

  test('refuses a tenant together with a domain, and what is no tenant, before anything is asked', async () => {
    const nowhere = { ...reach, url: 'http://127.0.0.1:9' };
    const both = customers({ ...nowhere, customer: customerA, domain: 'a' }, aTextOutput());
    await assert.rejects(both, { code: 'usage' });
    await assert.rejects(customers({ ...nowhere, partner: 'contoso' }, aTextOutput()), {
      code: 'invalid_request',
    });
  });
});

describe('consentry users', () => {
  test('names each with its state', async () => {
    const output = aTextOutput();
    await users({ ...reach, customer: customerA }, output);
    assert.match(output.results.join(), /active +user03@customer-a\.example +User 03/);
  });

  test('says so where nobody was deleted', async () => {
    const output = aTextOutput();
    await users({ ...reach, customer: customerA, deleted: true }, output);
    assert.match(output.results.join(), /There is no such account/);
  });

  test('refuses one account together with a list of others', async () => {
    const both = users({ ...reach, customer: customerA, user: 'x', deleted: true }, aTextOutput());
    await assert.rejects(both, { code: 'usage' });
  });

  test('hands on what Partner Center refuses, with a remedy', async () => {
    await assert.rejects(users({ ...reach, customer: customerC }, aTextOutput()), ({ code, remedy }) => {
      assert.match(String(code), /^api_|_needed$/);
      return String(remedy).length > 0;
    });
  });
});

/** Of the cmdlets without a command of their own, those whose path the sandbox serves, and that need no more than a customer. */
const served = [
  'Get-PartnerAgreementDetail',
  'Get-PartnerBillingProfile',
  'Get-PartnerCustomerAgreement',
  'Get-PartnerCustomerBillingProfile',
  'Get-PartnerCustomerOrder',
  'Get-PartnerCustomerSubscribedSku',
  'Get-PartnerCustomerSubscription',
  'Get-PartnerIndirectReseller',
  'Get-PartnerInvoice',
  'Get-PartnerLegalProfile',
  'Get-PartnerMpnProfile',
  'Get-PartnerOrganizationProfile',
  'Get-PartnerServiceRequest',
  'Get-PartnerSupportProfile',
] as const satisfies readonly (keyof typeof furtherCmdlets)[];

describe('consentry call, for a cmdlet without a command of its own', () => {
  for (const name of served) {
    test(`${name} reads what its path gives`, async () => {
      const { command = '' } = findFurtherWay(furtherCmdlets[name]);
      const path = /--path "([^"]*)"/
        .exec(command)?.[1]
        ?.replace('$CUSTOMER', customerA)
        .replace('$RELATIONSHIP_TYPE', 'isIndirectCloudSolutionProviderOf');
      assert.ok(path !== undefined && !path.includes('$'), name);
      await callApi({ ...reach, resource: 'partner-center', path }, aTextOutput());
    });
  }
});
