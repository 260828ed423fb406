import assert from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { compactVerify, decodeJwt, decodeProtectedHeader } from 'jose';
import { aCertificate } from '../../test/a-certificate.ts';
import { aClock, aRandom, clientId, customer, errorOf, noon, partner } from '../../test/builders.ts';
import { Secret } from '../secret.ts';
import { createClientAuthentication } from './client-credential.ts';
import { clouds } from './clouds.ts';
import { tokenEndpoint } from './endpoints.ts';

const validity = { validFrom: noon - 86_400_000, validTo: noon + 86_400_000 };
const pair = await aCertificate(validity);
const partnerEndpoint = tokenEndpoint(clouds.public, partner, 'v2');

function authenticationBy(certificate: string, privateKey: string, clock = aClock()) {
  const credential = { kind: 'certificate', certificate, privateKey: Secret.of(privateKey) } as const;
  return createClientAuthentication({ clientId, credential, clock, random: aRandom() });
}

async function aRig() {
  const clock = aClock();
  const authentication = await authenticationBy(pair.certificate, pair.privateKey, clock);
  return {
    clock,
    assertionFor: async (endpoint: string): Promise<string> => {
      const form = new URLSearchParams();
      await authentication.apply(form, endpoint);
      assert.equal(
        form.get('client_assertion_type'),
        'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      );
      return form.get('client_assertion') ?? '';
    },
  };
}

test('a secret is sent in the form, whatever characters it has', async () => {
  const authentication = await createClientAuthentication({
    clientId,
    credential: { kind: 'secret', secret: Secret.of('a+b/c=~&d') },
    clock: aClock(),
    random: aRandom(),
  });
  const form = new URLSearchParams();
  await authentication.apply(form, partnerEndpoint);
  assert.equal(form.toString(), 'client_secret=a%2Bb%2Fc%3D%7E%26d');
});

test('a certificate signs an assertion with PS256 for exactly that token endpoint', async () => {
  const assertion = await (await aRig()).assertionFor(partnerEndpoint);
  const { raw, publicKey } = new X509Certificate(pair.certificate);
  await compactVerify(assertion, publicKey, { algorithms: ['PS256'] });
  assert.deepEqual(decodeProtectedHeader(assertion), {
    alg: 'PS256',
    typ: 'JWT',
    'x5t#S256': createHash('sha256').update(raw).digest('base64url'),
  });
  const { jti, ...claims } = decodeJwt(assertion);
  assert.equal(jti?.length, 22);
  assert.deepEqual(claims, {
    iss: clientId,
    sub: clientId,
    aud: partnerEndpoint,
    nbf: noon / 1000,
    iat: noon / 1000,
    exp: noon / 1000 + 600,
  });
});

test('an assertion serves one token endpoint for five minutes, and no other', async () => {
  const { clock, assertionFor } = await aRig();
  const first = await assertionFor(partnerEndpoint);
  const other = await assertionFor(tokenEndpoint(clouds.public, customer, 'v2'));
  assert.notEqual(decodeJwt(other).jti, decodeJwt(first).jti);
  clock.at = noon + 299_999;
  assert.equal(await assertionFor(partnerEndpoint), first);
  clock.at = noon + 300_000;
  assert.notEqual(await assertionFor(partnerEndpoint), first);
});

test('a clock that is set back makes a new assertion rather than one from the future', async () => {
  const { clock, assertionFor } = await aRig();
  const first = await assertionFor(partnerEndpoint);
  clock.at = noon - 1;
  assert.notEqual(await assertionFor(partnerEndpoint), first);
});

test('a credential that cannot work is refused at construction, and not quoted', async () => {
  const cases: readonly [RegExp, string, string][] = [
    [/cannot be read as PEM/, 'CANARY', pair.privateKey],
    [/as unencrypted PKCS#8/, pair.certificate, 'CANARY'],
    [/does not belong/, pair.certificate, (await aCertificate(validity)).privateKey],
    [/expired at 2026-11-20T11:59:59/, ...parts(await aCertificate({ ...validity, validTo: noon - 1_000 }))],
    [
      /not valid before 2026-11-20T12:00:01/,
      ...parts(await aCertificate({ ...validity, validFrom: noon + 1_000 })),
    ],
    [/2048 bits/, ...parts(await aCertificate({ ...validity, modulusLength: 1024 }))],
  ];
  for (const [expected, certificate, privateKey] of cases) {
    const error = await errorOf(() => authenticationBy(certificate, privateKey));
    assert.equal(error.code, 'invalid_configuration');
    assert.match(error.message, expected);
    assert.doesNotMatch(`${error.message} ${JSON.stringify(error)} ${String(error.cause)}`, /CANARY/);
  }
});

test('a certificate that has ended is taken only where another credential may serve', async () => {
  const ended = await aCertificate({ ...validity, validTo: noon - 1_000 });
  const authentication = await createClientAuthentication({
    clientId,
    credential: { kind: 'certificate', ...ended, privateKey: Secret.of(ended.privateKey) },
    name: 'the old one',
    mayHaveEnded: true,
    clock: aClock(),
    random: aRandom(),
  });
  assert.equal(authentication.expiresAt, noon - 1_000);
  assert.equal(authentication.facts['credentialEndsAt'], '2026-11-20T11:59:59.000Z');
  const error = await errorOf(() => authenticationBy(ended.certificate, ended.privateKey));
  assert.equal(error.code, 'invalid_configuration');
});

test('a credential goes by the name that the operator gave it, and by its kind where there is none', async () => {
  const input = { clientId, clock: aClock(), random: aRandom() };
  const credential = { kind: 'secret', secret: Secret.of('s'), expiresAt: noon } as const;
  const named = await createClientAuthentication({ ...input, credential, name: 'application.secretFile' });
  assert.deepEqual([named.name, named.expiresAt], ['application.secretFile', noon]);
  assert.deepEqual(named.facts, {
    credential: 'secret',
    credentialName: 'application.secretFile',
    credentialEndsAt: '2026-11-20T12:00:00.000Z',
  });
  const bare = await createClientAuthentication({
    ...input,
    credential: { ...credential, expiresAt: undefined },
  });
  assert.deepEqual([bare.name, bare.facts], ['secret', { credential: 'secret' }]);
});

test('an empty secret is refused at construction', async () => {
  const credential = { kind: 'secret', secret: Secret.of(' ') } as const;
  const error = await errorOf(() =>
    createClientAuthentication({ clientId, credential, clock: aClock(), random: aRandom() }),
  );
  assert.equal(error.code, 'invalid_configuration');
});

function parts({ certificate, privateKey }: { certificate: string; privateKey: string }): [string, string] {
  return [certificate, privateKey];
}
