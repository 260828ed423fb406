import { z } from 'zod';
import type { Control } from '../control.ts';
import { webhookOrderSchema } from '../webhook-schema.ts';
import type { ControlRoute } from './control-route.ts';
import { readBody } from './control-route.ts';

const replaySchema = z.strictObject({ delivery: z.string().min(1) });

/** Sending webhook events. */
export function webhookRoutes(control: Control): ControlRoute[] {
  return [
    {
      method: 'POST',
      path: '/webhooks/send',
      what: '{event, partner?, resourceUri?, auditUri?, defect?}: sends an event to where the partner registered',
      answer: async (request) =>
        Response.json(await control.sendWebhook(await readBody(request, webhookOrderSchema))),
    },
    {
      method: 'POST',
      path: '/webhooks/replay',
      what: '{delivery}: sends a delivery again, byte by byte',
      answer: async (request) => {
        const { delivery } = await readBody(request, replaySchema);
        return Response.json(await control.replayWebhook(delivery));
      },
    },
    {
      method: 'GET',
      path: '/webhooks/root',
      what: 'the root, PEM, that the certificate of events chains to',
      answer: async () => new Response(await control.webhookRoot()),
    },
  ];
}
