import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signIn } from '../src/person/index.ts';
import { anAccount, createExampleClient, readAnswer } from './example-client.ts';

const FORM = 'application/x-www-form-urlencoded';

test('a request to authorize may come by POST', async () => {
  const client = await createExampleClient();
  const { origin, pathname, searchParams } = new URL(client.authorizeUrl());
  const fields = [...searchParams].map(([name, value]) => `<input name="${name}" value="${value}">`);
  const form = `<form method="post" action="${origin}${pathname}">${fields.join('')}</form>`;
  const send = (request: Request): Promise<Response> =>
    new URL(request.url).pathname === '/start'
      ? Promise.resolve(new Response(form, { headers: { 'content-type': 'text/html' } }))
      : client.send(request);
  const { createPerson } = await import('../src/person/index.ts');
  const person = createPerson({ send });
  const login = await person.submit(await person.open('https://app.example/start'));
  const end = await signIn(person, login, anAccount('service'), { now: client.sandbox.clock.now });
  assert.ok(readAnswer(end)['code']);
});

test('AADSTS9002313 on a page: a parameter that comes twice', async () => {
  const client = await createExampleClient();
  const page = await client.person.open(`${client.authorizeUrl()}&client_id=another`);
  assert.match(page.text, /AADSTS9002313/);
});

test('a HEAD begins no sign-in', async () => {
  const { sandbox, authorizeUrl, send } = await createExampleClient();
  const answer = await send(new Request(authorizeUrl(), { method: 'HEAD' }));
  assert.deepEqual([answer.status, answer.headers.get('set-cookie')], [200, null]);
  assert.deepEqual(sandbox.ledger.authorizeVisits(), []);
});

test('a cookie that the sandbox did not give is not taken over', async () => {
  const { authorizeUrl, send } = await createExampleClient();
  const open = async (cookie: string): Promise<string> => {
    const answer = await send(new Request(authorizeUrl(), { headers: { cookie } }));
    return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  };
  const given = await open('sandbox_browser=planted');
  assert.notEqual(given, 'sandbox_browser=planted');
  assert.equal(await open(given), given);
});

test('a form of 64 KB or more is refused at Entra, its length announced or not', async () => {
  const { sandbox, send } = await createExampleClient();
  const url = `${sandbox.origins.login}/common/oauth2/v2.0/token`;
  const headers = { 'content-type': FORM };
  const text = `grant_type=${'x'.repeat(64 * 1024)}`;
  const announced = await send(new Request(url, { method: 'POST', headers, body: text }));
  let given = 0;
  const body = new ReadableStream({
    pull: (controller) => {
      given += 1;
      controller.enqueue(Buffer.alloc(16 * 1024, 'x'));
      if (given > 1000) controller.close();
    },
  });
  const init = { method: 'POST', headers, body, duplex: 'half' };
  const streamed = await send(new Request(url, init));
  assert.deepEqual([announced.status, streamed.status], [413, 413]);
  assert.ok(given < 20, `${given} pieces were read`);
  assert.deepEqual(
    sandbox.ledger.requests().map(({ status }) => status),
    [413, 413],
  );
});

test('AADSTS54005 is told of a used code for a day; then, when another code is made, it is one that never was', async () => {
  const client = await createExampleClient();
  const { code = '' } = await client.consent(anAccount('service'));
  const again = async (): Promise<number[] | undefined> => {
    await client.consent(anAccount('service'));
    return (await client.redeem(code)).body.error_codes;
  };
  await client.redeem(code);
  client.sandbox.clock.move(23 * 60 * 60_000);
  assert.deepEqual(await again(), [54005]);
  client.sandbox.clock.move(2 * 60 * 60_000);
  assert.deepEqual(await again(), [70000]);
});
