import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientId, partner } from '../../test/builders.ts';
import { Secret } from '../secret.ts';
import { readAccessTokenClaims } from './access-token-claims.ts';

function claimsOfToken(payload: string) {
  return readAccessTokenClaims(Secret.of(`h.${Buffer.from(payload).toString('base64url')}.s`));
}

test('the claims of a token of Partner Center are seen', () => {
  const payload = {
    aud: 'https://api.partnercenter.microsoft.com',
    tid: partner,
    oid: partner,
    appid: clientId,
    ver: '1.0',
    amr: ['pwd', 'mfa'],
    scp: 'user_impersonation',
    upn: 'somebody',
    wids: ['62e90394-69f5-4237-9190-012177145e10'],
  };
  assert.deepEqual(claimsOfToken(JSON.stringify(payload)), {
    amr: ['pwd', 'mfa'],
    audience: 'https://api.partnercenter.microsoft.com',
    tenantId: partner,
    objectId: partner,
    applicationId: clientId,
    version: '1.0',
    scopes: ['user_impersonation'],
    directoryRoles: ['62e90394-69f5-4237-9190-012177145e10'],
    roles: undefined,
  });
});

test('the application of a v2 token is its azp', () => {
  assert.equal(claimsOfToken(JSON.stringify({ azp: clientId }))?.applicationId, clientId);
});

test('claims of another type or inherited ones are not seen', () => {
  const claims = claimsOfToken(
    '{"amr":"mfa","roles":["a",1],"scp":["a"],"__proto__":{"aud":"x","amr":["mfa"]}}',
  );
  assert.deepEqual(
    [claims?.amr, claims?.roles, claims?.scopes, claims?.audience],
    [undefined, undefined, undefined, undefined],
  );
});

test('an opaque, encrypted, damaged or endless token has no claims', () => {
  for (const token of ['', 'opaque', 'a.b.c.d.e', 'a.b.c', `h.${'A'.repeat(70_000)}.s`]) {
    assert.equal(readAccessTokenClaims(Secret.of(token)), undefined);
  }
  assert.equal(claimsOfToken('[]'), undefined);
  assert.equal(claimsOfToken('null'), undefined);
});
