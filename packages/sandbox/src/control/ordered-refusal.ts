import { randomUUID } from 'node:crypto';
import { AADSTS } from '../entra/aadsts.ts';
import type { AadstsEntry } from '../entra/aadsts.ts';
import type { Refusal } from '../entra/refusal.ts';
import type { OrderedRefusal } from './fault-rule.ts';
import { FOREIGN_NUMBERS } from './foreign-numbers.ts';

/** Writes the refusal that a test ordered. What it leaves out comes from the tables. */
export function writeOrderedRefusal(request: Request, ordered: OrderedRefusal): Refusal {
  const { code, error, suberror, status, description } = ordered;
  const known = findEntry(code);
  const text = description ?? fillIn(known.text, request);
  return {
    code,
    message: `AADSTS${code}: ${text}`,
    entry: {
      ...known,
      ...(error === undefined ? {} : { error }),
      ...(suberror === undefined ? {} : { suberror }),
      ...(status === undefined ? {} : { status }),
    },
    claims: code === 50076 ? aChallenge() : undefined,
  };
}

function findEntry(code: number): Omit<AadstsEntry, 'cause'> {
  const own: Readonly<Record<number, AadstsEntry>> = AADSTS;
  const [error, text, status = error === 'invalid_client' ? 401 : 400] = FOREIGN_NUMBERS[code] ?? [
    'invalid_grant',
    'This refusal was ordered by a test.',
  ];
  return own[code] ?? { error, status, channel: 'page', text };
}

/** 50076 comes with a claims challenge, which names a policy; here it is nobody's. */
function aChallenge(): object {
  return { access_token: { polids: { essential: true, values: [randomUUID()] } } };
}

/** What the text of a number wants to know: the tenant of the request, and for the rest the name of the fact. */
function fillIn(text: string, request: Request): string {
  const tenant = new URL(request.url).pathname.split('/')[1] ?? '';
  return text.replaceAll(/\{(\w+)\}/g, (_blank, name: string) => (name === 'tenant' ? tenant : `(${name})`));
}
