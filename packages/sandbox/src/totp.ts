import { createHmac } from 'node:crypto';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The length of one TOTP step. */
export const TOTP_STEP_MS = 30_000;

/**
 * The one-time code of RFC 6238 (SHA-1, 30 seconds, six digits) for an instant.
 *
 * @param secretBase32 the shared secret; blanks and padding are ignored
 * @param nowMs the instant, epoch milliseconds
 * @param digits how many digits, six unless told otherwise
 * @throws TypeError when the secret is not base32
 */
export function totp(secretBase32: string, nowMs: number, digits = 6): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(nowMs / TOTP_STEP_MS)));
  const mac = createHmac('sha1', readBase32(secretBase32)).update(counter).digest();
  const offset = mac.readUInt8(mac.length - 1) & 0x0f;
  const number = mac.readUInt32BE(offset) & 0x7fffffff;
  return (number % 10 ** digits).toString().padStart(digits, '0');
}

/** True when `code` is right at `nowMs`, one step early or one step late. */
export function isRightTotp(secretBase32: string, code: string, nowMs: number): boolean {
  const typed = code.replaceAll(/\s/g, '');
  return [-1, 0, 1].some((step) => totp(secretBase32, nowMs + step * TOTP_STEP_MS) === typed);
}

function readBase32(text: string): Buffer {
  const clean = text.replaceAll(/[\s=]/g, '').toUpperCase();
  const bytes: number[] = [];
  let bits = 0;
  let value = 0;
  for (const letter of clean) {
    const five = BASE32.indexOf(letter);
    if (five === -1) throw new TypeError('a TOTP secret holds base32 letters only');
    value = ((value << 5) | five) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((value >> bits) & 0xff);
    }
  }
  return Buffer.from(bytes);
}
