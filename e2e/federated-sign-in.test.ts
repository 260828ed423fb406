import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { aFolder } from './support/a-folder.ts';
import { startChromium } from './support/chromium.ts';
import { consentry, startConsentry } from './support/consentry.ts';
import { freePort } from './support/free-port.ts';
import { writeConfig } from './support/write-config.ts';

const partner = '20000000-0000-4000-8000-000000000001';

async function aServer(
  host: string,
  answer: Parameters<typeof createServer>[1],
): Promise<{ server: Server; origin: string }> {
  const server = createServer(answer).listen(0, host);
  await once(server, 'listening');
  return { server, origin: `http://${host}:${(server.address() as AddressInfo).port}` };
}

// A browser applies `form-action` to every redirect behind a form. It must not stop a sign-in that the
// identity provider sends on to a host of the partner's own.
test('a browser reaches the sign-in of a federated tenant, at a third site', async () => {
  await using folder = await aFolder();
  const federated = await aServer('127.0.0.2', (_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end('<h1>Sign-in of the partner’s own</h1>');
  });
  const login = await aServer('127.0.0.1', (_request, response) => {
    response.writeHead(302, { location: `${federated.origin}/sign-in` }).end();
  });
  const origins = { login: login.origin, partnerCenter: login.origin, graph: login.origin };
  const { configFile } = await writeConfig(folder.path, await freePort(), origins);
  const broker = await startConsentry<{ apiUrl: string; operatorKeyFile: string }>([
    'serve',
    '--json',
    '--config',
    configFile,
  ]);
  const browser = await startChromium();
  try {
    const { apiUrl, operatorKeyFile } = broker.ready;
    const invited = await consentry([
      'invite',
      '--json',
      '--partner',
      partner,
      '--url',
      apiUrl,
      '--key-file',
      operatorKeyFile,
    ]);
    const page = await browser.newPage();
    await page.goto((JSON.parse(invited.stdout) as { url: string }).url);
    await page.getByRole('button').click();
    await page.getByRole('heading', { name: 'Sign-in of the partner’s own' }).waitFor({ timeout: 10_000 });
    assert.equal(page.url(), `${federated.origin}/sign-in`);
  } finally {
    await browser.close();
    await broker.stop('SIGTERM');
    login.server.close();
    federated.server.close();
  }
});
