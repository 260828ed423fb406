import { z } from 'zod';
import type { LedgerRecord } from '../../ledger.ts';
import type { SandboxParts } from '../../parts.ts';
import type { Control } from '../control.ts';
import { readBySchema } from '../problems.ts';
import { writeWorldView } from '../world-view.ts';
import type { ControlRoute } from './control-route.ts';
import { done, readBody } from './control-route.ts';

/** An instant: epoch milliseconds, or a date and time such as `2026-01-31T12:00:00Z`. */
const instant = z.union([
  z.number().int(),
  z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
]);
const clockSchema = z.union([z.strictObject({ moveMs: z.number() }), z.strictObject({ to: instant })], {
  error:
    'must be {moveMs: a number} or {to: epoch milliseconds, or a date and time such as 2026-01-31T12:00:00Z}',
});

const approvalSchema = z.strictObject({ id: z.string().min(1), customer: z.string().min(1).exactOptional() });

const registrationSchema = z.strictObject({ application: z.guid() });

const KINDS: Record<LedgerRecord['kind'], true> = {
  request: true,
  'token-request': true,
  'refresh-token': true,
  'secret-version': true,
  authorize: true,
  'sign-in': true,
  consent: true,
  'api-call': true,
  'vault-call': true,
};
const ledgerSchema = z.strictObject({
  kind: z
    .string()
    .refine((kind) => Object.hasOwn(KINDS, kind), `must be one of ${Object.keys(KINDS).join(', ')}`)
    .exactOptional(),
});

/** The clock, the ledger and the world. */
export function recordRoutes(parts: SandboxParts, control: Control): ControlRoute[] {
  const { clock, ledger } = parts;
  const answerClock = (): Response => {
    const now = clock.now();
    return Response.json({ now, text: new Date(now).toISOString() });
  };
  return [
    {
      method: 'GET',
      path: '/clock',
      what: 'the time of the sandbox, epoch milliseconds',
      answer: answerClock,
    },
    {
      method: 'POST',
      path: '/clock',
      what: '{moveMs} or {to}: moves the clock by milliseconds, or sets it',
      answer: async (request) => {
        const change = await readBody(request, clockSchema);
        if ('to' in change) control.setClock(change.to);
        else control.moveClock(change.moveMs);
        return answerClock();
      },
    },
    {
      method: 'GET',
      path: '/ledger',
      what: '?kind=: what really happened, all of it or one kind of record',
      answer: ({ url }) => {
        const { kind } = readBySchema(ledgerSchema, Object.fromEntries(new URL(url).searchParams));
        return Response.json({
          records: ledger.all().filter((record) => kind === undefined || record.kind === kind),
        });
      },
    },
    {
      method: 'DELETE',
      path: '/ledger',
      what: 'clears the ledger, and frees its memory',
      answer: () => {
        ledger.clear();
        return done();
      },
    },
    {
      method: 'GET',
      path: '/world',
      what: 'tenants, accounts with what they sign in with and a code that is good now, applications with secret',
      answer: () => Response.json(writeWorldView(parts)),
    },
    {
      method: 'POST',
      path: '/relationships/approve',
      what: '{id, customer?}: approves a GDAP relationship that a partner proposed, as the customer does at the link',
      answer: async (request) => {
        const { id, customer } = await readBody(request, approvalSchema);
        control.approveRelationship(id, customer);
        return done();
      },
    },
    {
      method: 'POST',
      path: '/applications/register',
      what: '{application}: registers an application in Partner Center, as a person does there',
      answer: async (request) => {
        const { application } = await readBody(request, registrationSchema);
        control.registerInPartnerCenter(application);
        return done();
      },
    },
  ];
}
