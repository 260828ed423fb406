import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSandbox, DEFAULT_PASSWORD, DEFAULT_TENANTS, defaultWorld } from '@consentry/sandbox';
import type { Page } from 'playwright-core';
import { aFolder } from './support/a-folder.ts';
import { startChromium } from './support/chromium.ts';
import { consentry, startConsentry } from './support/consentry.ts';
import { freePort } from './support/free-port.ts';
import { writeConfig } from './support/write-config.ts';

const { partnerOne: partner, customerD: customer } = DEFAULT_TENANTS;
const graph = 'https://graph.microsoft.com';
const administrator = 'user01@customer-d.example';
const permissions = [{ resource: 'graph', application: ['Device.Read.All'] }];

/** A cloud in which nobody of customer D has consented to anything. */
async function aCloud(publicUrl: string) {
  const world = defaultWorld({
    redirectUris: [`${publicUrl}/consent/customer/sign-in`],
    adminConsentRedirectUris: [`${publicUrl}/consent/customer`],
  });
  for (const application of world.applications) {
    application.requiredRoles = [{ resource: graph, roles: ['Device.Read.All'] }];
  }
  for (const user of world.users) {
    if (user.userPrincipalName === administrator) user.directoryRoles = ['Global Administrator'];
  }
  world.servicePrincipals = world.servicePrincipals.filter(({ tenantId }) => tenantId !== customer);
  world.consents = world.consents.filter(({ tenantId }) => tenantId !== customer);
  const sandbox = await createSandbox({ world });
  await sandbox.listen({ host: '127.0.0.1' });
  return sandbox;
}

async function signIn(page: Page): Promise<void> {
  await page.locator('[name=login]').fill(administrator);
  await page.locator('[name=login]').press('Enter');
  await page.locator('[name=passwd]').fill(DEFAULT_PASSWORD);
  await page.locator('[name=passwd]').press('Enter');
  await page.getByRole('button', { name: 'Accept' }).click();
}

test('an administrator of a customer consents in a real browser, and reads what was proved', async () => {
  await using folder = await aFolder();
  const publicPort = await freePort();
  const publicUrl = `http://localhost:${publicPort}`;
  const sandbox = await aCloud(publicUrl);
  const { configFile } = await writeConfig(folder.path, publicPort, sandbox.origins);
  const broker = await startConsentry<{ apiUrl: string; operatorKeyFile: string }>(
    ['serve', '--json', '--config', configFile],
    { env: { CONSENTRY_ADMIN_CONSENT_PERMISSIONS: JSON.stringify(permissions) } },
  );
  const browser = await startChromium();
  try {
    const { apiUrl, operatorKeyFile } = broker.ready;
    const at = ['--json', '--url', apiUrl, '--key-file', operatorKeyFile];
    const names = ['--name', 'Contoso', '--customer-name', 'Fabrikam'];
    const allow = ['--customer', '--allow', 'customer-d.example'];
    const invited = await consentry(['invite', ...at, '--partner', partner, ...names, ...allow]);
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (/Content Security Policy|cookie/i.test(message.text())) complaints.push(message.text());
    });
    await page.goto((JSON.parse(invited.stdout) as { url: string }).url);
    for (const words of ['Contoso works for Fabrikam', 'Microsoft Graph, by itself', 'Device.Read.All']) {
      assert.ok((await page.locator('main').innerText()).includes(words), words);
    }
    await page.getByRole('button', { name: 'Sign in and decide' }).click();
    await page.waitForURL(`${sandbox.origins.login}/organizations/**`);
    await signIn(page);
    await page.waitForURL(`${sandbox.origins.login}/${customer}/**`);
    await signIn(page);
    await page.getByRole('heading', { name: /Contoso can now work with Example Integration/ }).waitFor();
    assert.ok(page.url().startsWith(`${publicUrl}/consent/customer?`));
    assert.deepEqual(complaints, []);

    const listed = await consentry(['admin-consents', 'list', ...at]);
    const { items } = JSON.parse(listed.stdout) as { items: { customer: string; state: string }[] };
    assert.deepEqual(
      items.map((item) => [item.customer, item.state]),
      [[customer, 'proved']],
    );
  } finally {
    await browser.close();
    await broker.stop('SIGTERM');
    await sandbox.close();
  }
});
