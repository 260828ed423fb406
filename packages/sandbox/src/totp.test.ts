import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isRightTotp, totp } from './totp.ts';

/** `12345678901234567890`, the secret of RFC 6238 appendix B. */
const RFC_SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

const RFC_VECTORS: [seconds: number, code: string][] = [
  [59, '94287082'],
  [1_111_111_109, '07081804'],
  [1_111_111_111, '14050471'],
  [1_234_567_890, '89005924'],
  [2_000_000_000, '69279037'],
  [20_000_000_000, '65353130'],
];

for (const [seconds, code] of RFC_VECTORS) {
  test(`gives the code of RFC 6238 at second ${seconds}`, () => {
    assert.equal(totp(RFC_SECRET, seconds * 1000, 8), code);
    assert.equal(totp(RFC_SECRET, seconds * 1000), code.slice(2));
  });
}

test('accepts a code one step early and one step late, and no other', () => {
  const now = 1_234_567_890_000;
  const code = totp(RFC_SECRET, now);
  assert.deepEqual(
    [-60_000, -30_000, 0, 30_000, 60_000].map((ms) => isRightTotp(RFC_SECRET, code, now + ms)),
    [false, true, true, true, false],
  );
});

test('reads a secret in small letters with blanks, and refuses one that is not base32', () => {
  assert.equal(totp('gezd gnbv gy3t qojq gezd gnbv gy3t qojq', 59_000), '287082');
  assert.throws(() => totp('GEZ1', 0), TypeError);
});
