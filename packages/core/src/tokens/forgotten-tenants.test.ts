import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aClock, customer, partner } from '../../test/builders.ts';
import { aGrantId } from '../../test/a-grant.ts';
import { someReplicas } from '../../test/some-replicas.ts';
import { aTarget, someTokens } from '../../test/some-tokens.ts';
import { ConsentryError } from '../errors.ts';
import { createTokens } from './acquire.ts';
import { createForgottenTenants } from './forgotten-tenants.ts';

const own = aTarget({ customer: undefined });

test('a tenant that was forgotten gets new tokens, and the others keep theirs', async () => {
  const place = await someTokens();
  await place.acquire();
  await place.acquire(own);
  place.tokens.forgetTenant(customer);
  assert.equal(await place.acquire(), 'access-3');
  assert.equal(await place.acquire(own), 'access-2 from the cache');
  assert.equal(await place.acquire(), 'access-3 from the cache');
});

test('what was asked for before is given to who asked, and to nobody after', async () => {
  const place = await someTokens();
  const held = place.hold();
  const before = place.acquire();
  await held.asked;
  place.tokens.forgetTenant(customer);
  held.release();
  assert.equal(await before, 'access-1');
  assert.equal(await place.acquire(), 'access-2');
});

test('what the tenant refused rests no more', async () => {
  const place = await someTokens();
  const { answer } = place;
  place.answer = () => {
    throw new ConsentryError('tenant_setup', {
      facts: { tenant: customer, status: 400, error: 'invalid_grant' },
    });
  };
  await assert.rejects(place.acquire(), { code: 'tenant_setup' });
  place.answer = answer;
  await assert.rejects(place.acquire(), { code: 'tenant_setup' });
  place.tokens.forgetTenant(customer);
  assert.equal(await place.acquire(), 'access-1');
});

test('takes over no token that another replica shared before', async () => {
  const place = await someTokens({}, { replicas: someReplicas() });
  await place.acquire();
  const another = createTokens(place.deps);
  another.forgetTenant(customer);
  const { token } = await another.acquire(aGrantId(), aTarget());
  assert.equal(token.value.reveal(), 'access-2');
});

test('remembers a tenant as long as a token of before may live', () => {
  const clock = aClock();
  const forgotten = createForgottenTenants(clock);
  forgotten.add(customer);
  assert.deepEqual([forgotten.count(customer), forgotten.count(partner)], [1, 0]);
  clock.at += 29 * 60 * 60 * 1000;
  forgotten.add(partner);
  assert.deepEqual([forgotten.count(customer), forgotten.count(partner)], [0, 2]);
});
