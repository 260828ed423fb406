import { z } from 'zod';
import type { SandboxParts } from '../../parts.ts';
import type { Control } from '../control.ts';
import { answerSchema, faultRuleSchema, serviceSchema } from '../fault-schema.ts';
import type { ControlRoute } from './control-route.ts';
import { done, readBody } from './control-route.ts';

const failNextSchema = z.strictObject({ service: serviceSchema, answer: answerSchema });

/** Ordering faults, and looking after them. */
export function faultRoutes({ faults }: SandboxParts, control: Control): ControlRoute[] {
  return [
    {
      method: 'POST',
      path: '/faults',
      what: '{service, method?, path?, tenant?, grantType?, certificate?, after?, times?, percentage?, fault: {kind, …}}: plays a fault',
      answer: async (request) => {
        const { id } = faults.order(await readBody(request, faultRuleSchema));
        return Response.json({ id }, { status: 201 });
      },
    },
    {
      method: 'GET',
      path: '/faults',
      what: 'the faults in force, how often each was played, and what the windows of a throttle met',
      answer: () => Response.json({ faults: faults.list() }),
    },
    {
      method: 'DELETE',
      path: '/faults',
      what: 'ends all faults',
      answer: () => {
        faults.clear();
        return done();
      },
    },
    {
      method: 'DELETE',
      path: '/faults/:id',
      what: 'ends one fault',
      answer: ({ url }) => {
        const id = Number(new URL(url).pathname.split('/')[2]);
        return faults.remove(id)
          ? done()
          : Response.json({ error: 'There is no such fault.' }, { status: 404 });
      },
    },
    {
      method: 'POST',
      path: '/fail-next',
      what: '{service, answer: {status, headers?, body?}}: the next answer of a service; at login, of the token endpoint',
      answer: async (request) => {
        const { service, answer } = await readBody(request, failNextSchema);
        control.failNext(service, answer);
        return done();
      },
    },
  ];
}
