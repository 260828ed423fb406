import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createSandbox, DEFAULT_TENANTS, defaultWorld } from '@consentry/sandbox';
import { createPerson, signIn } from '@consentry/sandbox/person';
import { createIntegration } from './integration.ts'; // yours

const { partnerOne, customerA, customerB } = DEFAULT_TENANTS;
const sandbox = await createSandbox({ world: defaultWorld() });
await sandbox.listen();
after(() => sandbox.close());

test('one sign-in with MFA opens every customer that consented', async () => {
  const [account] = sandbox.world.users; // service@partner-one.example
  assert.ok(account);
  const integration = createIntegration(sandbox.origins);
  const person = createPerson({ send: (request) => fetch(request) });
  const start = await person.open(integration.signInUrl(partnerOne));
  const end = await signIn(person, start, account, { stopBeforeCallback: true });
  const code = end.forms[0]?.fields.find(({ name }) => name === 'code')?.value ?? '';
  await integration.connect(partnerOne, code);
  assert.equal(await integration.countUsers(customerA), 27);
  await assert.rejects(integration.countUsers(customerB), /AADSTS65001/); // no consent in this tenant
  assert.equal(sandbox.ledger.tokenRequests({ tenant: customerA }).length, 1);
});
