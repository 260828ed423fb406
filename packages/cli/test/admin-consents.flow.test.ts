import assert from 'node:assert/strict';
import { test } from 'node:test';
import { customerD, partnerOne } from '../../server/test/a-broker.ts';
import { consent, forCustomers } from '../../server/test/a-customer.ts';
import { aListeningBroker, type ListeningBroker } from '../../server/test/a-listening-broker.ts';
import { checkAdminConsents, listAdminConsents } from '../src/commands/admin-consents.ts';
import { invite } from '../src/commands/invite.ts';
import type { Output } from '../src/terminal/output.ts';
import { anOutput } from './a-data-folder.ts';

const optionsFor = ({ url, t }: ListeningBroker) => ({ url, keyFile: t.broker.store.operatorKeyFile });

/** What a person reads. */
function aTerminal(): Output & { readonly texts: string[] } {
  const texts: string[] = [];
  return { json: false, texts, result: (text) => void texts.push(text()), note: () => undefined };
}

test('one command makes the link, and others say who lags, why, and how to ask again', async (context) => {
  await using broker = await aListeningBroker(forCustomers());
  const { t } = broker;
  const options = optionsFor(broker);
  const { exitCode } = process;
  context.after(() => (process.exitCode = exitCode));
  const made = anOutput();
  await invite({ ...options, partner: partnerOne, customer: customerD, customerName: 'Fabrikam' }, made);
  const { url } = made.results[0] as { url: string };
  assert.match((await consent(t, url)).text, /Allowed/);

  const all = anOutput();
  await listAdminConsents(options, all);
  const [first] = (all.results[0] as { items: { state: string }[] }).items;
  assert.equal(first?.state, 'proved');
  const nobody = aTerminal();
  await listAdminConsents({ ...options, lagging: true }, nobody);
  assert.deepEqual(nobody.texts, ['No customer lags.']);

  for (const principal of t.sandbox.world.servicePrincipals) {
    if (principal.tenantId === customerD) principal.roles = [];
  }
  t.sandbox.control.moveClock(2 * 60 * 60_000);
  await checkAdminConsents({ ...options, customer: customerD }, anOutput());
  assert.equal(process.exitCode, 1);
  const terminal = aTerminal();
  await listAdminConsents({ ...options, lagging: true }, terminal);
  assert.match(terminal.texts[0] ?? '', /graph:Device\.Read\.All +admin_consent_incomplete/);
  assert.match(
    terminal.texts[0] ?? '',
    new RegExp(`consentry invite --partner ${partnerOne} --customer ${customerD}`),
  );
});

test('refuses to check nobody, and a customer that never consented', async () => {
  await using broker = await aListeningBroker(forCustomers());
  const options = optionsFor(broker);
  await assert.rejects(checkAdminConsents(options, anOutput()), { code: 'usage' });
  await assert.rejects(checkAdminConsents({ ...options, customer: customerD }, anOutput()), {
    code: 'admin_consent_not_found',
  });
  await assert.rejects(
    invite({ ...options, partner: partnerOne, approve: true, customer: true }, anOutput()),
    {
      code: 'usage',
    },
  );
});
