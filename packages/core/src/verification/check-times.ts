import type { TokenClaims } from '../entra/decode-token.ts';
import { failed, passed, type TokenCheck } from './token-check.ts';

/** How far clocks may differ; what APIs of Microsoft's tolerate. */
const toleranceMs = 5 * 60_000;

/** @param now epoch milliseconds */
export function checkTimes({ validFrom, issuedAt, expiresAt }: TokenClaims, now: number): TokenCheck {
  const name = 'times';
  const begins = validFrom ?? issuedAt;
  if (expiresAt === undefined) {
    return failed({
      name,
      explanation: 'The token does not say when it ends.',
      remedy: 'Ask for a new token.',
    });
  }
  if (expiresAt <= now - toleranceMs) {
    const explanation = `The token ended at ${instant(expiresAt)}, ${ago(now - expiresAt)} ago.`;
    return failed({ name, explanation, remedy: 'Ask for a new token.' });
  }
  if (begins !== undefined && begins > now + toleranceMs) {
    const explanation = `The token is valid from ${instant(begins)} on, in ${ago(begins - now)}.`;
    return failed({ name, explanation, remedy: 'Set the clock of this machine right.' });
  }
  if (expiresAt <= now) {
    const explanation = `The token ended ${ago(now - expiresAt)} ago, which APIs still tolerate for five minutes.`;
    return passed({ name, explanation });
  }
  return passed({
    name,
    explanation: `The token is valid until ${instant(expiresAt)}, for ${ago(expiresAt - now)}.`,
  });
}

function instant(at: number): string {
  return new Date(at).toISOString();
}

function ago(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 72 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}
