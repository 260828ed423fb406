import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { endpoints } from '@consentry/core/contract';
import type { World } from '@consentry/sandbox';
import { consentry } from '../e2e/support/consentry.ts';
import { customerA, partnerOne } from '../packages/server/test/a-broker.ts';
import { aListeningBroker, type ListeningBroker } from '../packages/server/test/a-listening-broker.ts';
import { runCSharp } from './foreign-snippets/c-sharp.ts';
import { findSnippets, readSnippets, type Snippet } from './foreign-snippets/find-snippets.ts';
import { runPowerShell } from './foreign-snippets/power-shell.ts';
import type { SentRequest, Surroundings } from './foreign-snippets/sent-request.ts';

// PowerShell and C# are not on the machines that run the tests. Their snippets are gone through, and each request that they make is
// compared with the contract and sent to a broker and a cloud: what a snippet reads of an answer must stand in the one that came.

/** A page says so of each snippet. */
const mark =
  /[Nn]ot run by the\s+tests:\s+they go through its text, and send its requests to a broker and a cloud/;
const exchange = 'https://outlook.office365.com';
const runners = { powershell: runPowerShell, csharp: runCSharp } as const;

let b: ListeningBroker;
let key: string;

before(async () => {
  b = await aListeningBroker({ world: addExchange });
  await b.t.aConnectedPartner();
  key = await b.aKey({ resources: ['graph', 'partner-center', exchange] });
  writeFileSync(join(b.t.folder, 'caller.key'), `${key}\n`, { mode: 0o600 });
});

after(() => b[Symbol.asyncDispose]());

/** Exchange Online, consented to at customer A. */
function addExchange(world: World): void {
  const [own] = world.applications;
  assert.ok(own);
  const clientId = '00000002-0000-0ff1-ce00-000000000000';
  const api = { identifierUri: exchange, scopes: ['Exchange.Manage'], accessTokenVersion: 1 as const };
  world.applications.push({ ...structuredClone(own), clientId, secrets: [], requiredScopes: [], api });
  world.servicePrincipals.push({ tenantId: customerA, clientId, state: 'enabled', roles: [] });
  const consented = { clientId: own.clientId, resource: exchange, scopes: ['Exchange.Manage'] };
  world.consents.push({ tenantId: customerA, ...consented, kind: 'admin' });
}

function surroundings(): Surroundings {
  const tenants = { PARTNER: partnerOne, CUSTOMER: customerA };
  return {
    environment: { ...tenants, BROKER: b.url, KEY_FILE: 'caller.key' },
    files: { 'caller.key': `${key}\n` },
    variables: { ...tenants, DOMAIN: 'customer-a.example' },
    send,
    async run(args) {
      const { exitCode, stdout, stderr } = await consentry(args, {
        cwd: b.t.folder,
        env: { CONSENTRY_URL: b.url },
      });
      assert.equal(exitCode, 0, stderr);
      return stdout;
    },
  };
}

async function send(request: SentRequest): Promise<unknown> {
  const { method, url, headers, body, staysAtHost } = request;
  assert.ok(staysAtHost, 'a redirect would carry the credential elsewhere');
  const isToBroker = url.startsWith(`${b.url}/`);
  if (isToBroker) compareWithContract(request);
  else assert.notEqual(headers['authorization'], `Bearer ${key}`, 'the key is for the broker alone');
  const sent = new Request(url, {
    method,
    headers,
    redirect: 'error',
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const answer = await (isToBroker ? fetch(sent) : b.t.send(sent));
  const text = await answer.text();
  assert.equal(answer.status, 200, text);
  return JSON.parse(text) as unknown;
}

function compareWithContract({ method, url, headers, body, mayBePlain }: SentRequest): void {
  const { pathname } = new URL(url);
  const endpoint = Object.values(endpoints).find((one) => one.method === method && one.path === pathname);
  assert.ok(endpoint, `the contract has no ${method} ${pathname}`);
  assert.ok(mayBePlain, 'PowerShell would send no key by http');
  assert.equal(headers['authorization'], `Bearer ${key}`);
  const wanted = 'body' in endpoint ? endpoint.body : undefined;
  assert.equal(headers['content-type'], wanted?.contentType);
  if (wanted !== undefined && 'schema' in wanted) wanted.schema.parse(body);
}

describe('the snippets in PowerShell and C#', () => {
  for (const snippet of findSnippets()) {
    test(`${snippet.place} makes requests that a broker and a cloud answer`, async () => {
      assert.match(snippet.before, mark, 'the page says how it is checked');
      assert.ok((await runners[snippet.language](snippet.text, surroundings())) > 0, 'it makes no request');
    });
  }

  test('all of them are found', () => {
    const found = findSnippets();
    const of = (language: Snippet['language']): number =>
      found.filter((one) => one.language === language).length;
    assert.ok(of('powershell') >= 3 && of('csharp') >= 1);
    const fence = '```';
    const text = `a\n${fence}pwsh\n$a\n${fence}\n${fence}ts\nb\n${fence}\n`;
    assert.deepEqual(
      readSnippets('x.md', text).map(({ place, text: code }) => [place, code]),
      [['x.md:2', '$a\n']],
    );
  });

  const faults: readonly (readonly [string, Snippet['language'], RegExp, (text: string) => string])[] = [
    [
      'another path',
      'powershell',
      /the contract has no POST/,
      (text) => text.replace('/v1/tokens', '/v1/token'),
    ],
    [
      'another field of the request',
      'powershell',
      /resource/,
      (text) => text.replace('resource = ', 'api = '),
    ],
    [
      'a field that no answer has',
      'powershell',
      /is not there/,
      (text) => text.replace('$answer.baseUrl', '$answer.baseUri'),
    ],
    [
      'a redirect that is followed',
      'powershell',
      /a redirect would carry/,
      (text) => text.replace(/MaximumRedirection +=.*\n/, ''),
    ],
    [
      'a key by plain http',
      'powershell',
      /no key by http/,
      (text) => text.replace(/AllowUnencryptedAuthentication.*\n/, ''),
    ],
    [
      'a form that nobody knows',
      'powershell',
      /Start-Process is not known here/,
      (text) => `${text}\nStart-Process 'x'`,
    ],
    ['another path', 'csharp', /the contract has no POST/, (text) => text.replace('/v1/tokens', '/v1/token')],
    ['another field of the request', 'csharp', /resource/, (text) => text.replaceAll(/\bresource\b/g, 'api')],
    [
      'a field that no answer has',
      'csharp',
      /is not there/,
      (text) => text.replace('"accessToken"', '"token"'),
    ],
    [
      'another method',
      'csharp',
      /the contract has no GET/,
      (text) => text.replace('HttpMethod.Post', 'HttpMethod.Get'),
    ],
    [
      'a redirect that is followed',
      'csharp',
      /a redirect would carry/,
      (text) => text.replace('AllowAutoRedirect = false', ''),
    ],
    [
      'a key that goes elsewhere',
      'csharp',
      /for the broker alone/,
      (text) => text.replace(/token.GetProperty\("accessToken"\).GetString\(\)/, 'key'),
    ],
  ];
  for (const [name, language, reason, spoil] of faults) {
    test(`${name} in ${language} is seen`, async () => {
      const whole = findSnippets().find(
        (one) => one.language === language && one.text.includes('/v1/tokens'),
      );
      assert.ok(whole);
      const spoilt = spoil(whole.text);
      assert.notEqual(spoilt, whole.text);
      await assert.rejects(runners[language](spoilt, surroundings()), reason);
    });
  }
});
