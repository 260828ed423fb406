import type { Facts } from '../errors.ts';

/** What Microsoft says in words alone: these answers share their code with others. @see Partner Center REST, "Control Panel Vendor APIs" (2023-10) */
const phrases = [
  { reason: 'already_exists', says: /permission entry already exists/i },
  { reason: 'no_service_principal', says: /lacks a service principal for/i },
] as const;

/** The fact that a refusal tells by a known phrase. The text itself may hold names and stays out. */
export function phraseFacts(body: Uint8Array): Facts {
  const text = new TextDecoder().decode(body.subarray(0, 4096));
  const known = phrases.find(({ says }) => says.test(text));
  return known === undefined ? {} : { apiReason: known.reason };
}
