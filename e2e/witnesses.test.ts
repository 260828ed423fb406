import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { test } from 'node:test';
import { aFolder } from './support/a-folder.ts';
import { startConsentry } from './support/consentry.ts';

const run = promisify(execFile);
const witness = (name: string): string => fileURLToPath(new URL(`./witnesses/${name}.ts`, import.meta.url));

interface Ready {
  readonly login: string;
  readonly graph: string;
  readonly world: {
    readonly accounts: readonly { userPrincipalName: string; password: string; totpSecret: string | null }[];
  };
}

// Clients that nobody here wrote, unmodified, each in a process of its own that trusts the sandbox's authority.
for (const name of ['msal-node', 'openid-client']) {
  test(`${name} signs a partner's account in and gets tokens`, async () => {
    await using folder = await aFolder();
    const caFile = join(folder.path, 'ca.pem');
    const redirectUri = 'https://client.example/callback';
    const sandbox = await startConsentry<Ready>([
      'sandbox',
      '--json',
      '--ca-file',
      caFile,
      '--redirect-uri',
      redirectUri,
    ]);
    try {
      const env = {
        NODE_EXTRA_CA_CERTS: caFile,
        LOGIN: sandbox.ready.login,
        GRAPH: sandbox.ready.graph,
        REDIRECT_URI: redirectUri,
      };
      const { stdout } = await run(process.execPath, [witness(name)], { env, timeout: 30_000 });
      const seen = JSON.parse(stdout) as Record<string, unknown>;
      assert.deepEqual(seen, {
        username: 'service@partner-one.example',
        partner: '20000000-0000-4000-8000-000000000001',
        customer: '30000000-0000-4000-8000-00000000000a',
        users: 27,
      });
    } finally {
      await sandbox.stop('SIGTERM');
    }
  });
}
