import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { createIdTokenReader, createSigningKeys, type Fetch, Secret, standardDialect } from '@consentry/core';
import { systemClock } from '@consentry/core/node';
import type { Benchmark } from '../benchmark.ts';
import { createFigure, timesAtLeast } from '../figure.ts';
import { alternate, perCpuSecond } from '../rounds.ts';
import { application, cloudAt, partner } from '../support/library.ts';

const login = 'http://127.0.0.1:9';
const kid = 'bench';

/** An id_token is checked: signature, issuer, key, audience, times, nonce. The peer checks the signature alone. */
export const validation: Benchmark = {
  async run({ rounds, scale }) {
    const times = 20_000 * scale;
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const signed = writeSigned();
    const signature = sign('sha256', Buffer.from(signed), privateKey);
    const idToken = Secret.of(`${signed}.${signature.toString('base64url')}`);
    const jwk = { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig' };
    const cloud = cloudAt(login);
    const dialect = standardDialect;
    const keys = createSigningKeys({ cloud, fetch: serveKeys(jwk), clock: systemClock, dialect });
    const reader = createIdTokenReader({ cloud, clientId: application, keys, clock: systemClock, dialect });

    const measured = await alternate(rounds, {
      ours: () =>
        perCpuSecond(times, async () => {
          for (let time = 0; time < times; time++) {
            await reader.read(idToken, { nonce: (nonce) => nonce === 'n' });
          }
        }),
      peer: () =>
        perCpuSecond(times, () => {
          for (let time = 0; time < times; time++) {
            if (!verify('sha256', Buffer.from(signed), publicKey, signature)) throw new Error('not signed');
          }
        }),
    });
    const what = 'validation of an id_token, RS256; the signature alone by node:crypto';
    return [createFigure('B7', what, '/s', measured, timesAtLeast(0.25))];
  },
};

function writeSigned(): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    aud: application,
    iss: `${login}/${partner}/v2.0`,
    tid: partner,
    oid: '44444444-4444-4444-8444-444444444444',
    sub: 'AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ',
    name: 'Service account',
    preferred_username: 'service@contoso.example',
    nonce: 'n',
    iat: now,
    nbf: now,
    exp: now + 3600,
    ver: '2.0',
  };
  const parts = [{ typ: 'JWT', alg: 'RS256', kid }, claims];
  return parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
}

function serveKeys(jwk: object): Fetch {
  const answer = (body: object) => ({ status: 200, headers: {}, body: Buffer.from(JSON.stringify(body)) });
  return async ({ url }) =>
    url.endsWith('/keys')
      ? answer({ keys: [jwk] })
      : answer({ issuer: `${login}/{tenantid}/v2.0`, jwks_uri: `${login}/keys` });
}
