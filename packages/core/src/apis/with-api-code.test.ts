import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resourceNames } from '../entra/cloud.ts';
import { ConsentryError } from '../errors.ts';
import { apiCodes } from '../explanation/api-codes.ts';
import { withApiCode } from './with-api-code.ts';

for (const resource of resourceNames) {
  test(`says in words what each code of ${resource} means that stands in its table`, () => {
    for (const [apiCode, { code, meaning }] of Object.entries(apiCodes[resource].codes)) {
      const said = withApiCode(new ConsentryError(code, { facts: { apiCode }, retryAfterMs: 5 }), resource);
      assert.deepEqual([said.message, said.code, said.retryAfterMs], [meaning, code, 5], apiCode);
    }
  });
}

test('leaves a refusal as it is whose code fits another one, or is not known', () => {
  for (const facts of [{ apiCode: '900308' }, { apiCode: 'constructor' }, {}]) {
    const error = new ConsentryError('api_not_found', { facts });
    assert.equal(withApiCode(error, 'partner-center'), error);
  }
});
