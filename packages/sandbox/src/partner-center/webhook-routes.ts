import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { WEBHOOK_EVENTS } from '../webhooks/event-names.ts';
import type { WebhookRegistration } from '../webhooks/webhooks.ts';
import { ApiFault } from './api-fault.ts';
import { readBody } from './read-body.ts';
import type { Call, Route } from './route.ts';

const registrationBody = z.object({
  webhookUrl: z.string().refine(isWebUrl, 'must be an http or https URL'),
  webhookEvents: z
    .array(z.string().refine((name) => Object.hasOwn(WEBHOOK_EVENTS, name), 'must be an event of the list'))
    .min(1),
  signatureTokenToMsSignatureHeader: z.boolean().nullish(),
});

const PATH = '/webhooks/v1/registration';

/** Registering for events. Their names begin with capital letters, as Microsoft's do. */
export const webhookRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: `${PATH}/events`,
    isAppOnly: true,
    answer: () => Object.keys(WEBHOOK_EVENTS),
  },
  { method: 'GET', path: PATH, isAppOnly: true, answer: (call) => writeRegistration(getRegistration(call)) },
  {
    method: 'POST',
    path: PATH,
    isAppOnly: true,
    answer: (call) => {
      if (registrationsOf(call).has(call.caller.partner.id)) {
        throw new ApiFault(409, '800002', 'A registration is there already. Update it with PUT.');
      }
      return register(call, randomUUID());
    },
  },
  {
    method: 'PUT',
    path: PATH,
    isAppOnly: true,
    answer: (call) => register(call, getRegistration(call).subscriberId),
  },
];

/** Answered with 200, as documented. @throws ApiFault 400/800002 body, or an event that is none (a guess) */
function register(call: Call, subscriberId: string): Response {
  const { webhookUrl, webhookEvents, signatureTokenToMsSignatureHeader } = readBody(
    call.body,
    registrationBody,
  );
  const registration: WebhookRegistration = {
    subscriberId,
    partnerId: call.caller.partner.id,
    webhookUrl,
    webhookEvents,
    signatureTokenToMsSignatureHeader: signatureTokenToMsSignatureHeader ?? false,
  };
  registrationsOf(call).set(registration.partnerId, registration);
  return Response.json({ SubscriberId: subscriberId, ...writeRegistration(registration) });
}

function writeRegistration({ webhookUrl, webhookEvents, ...registration }: WebhookRegistration): object {
  const { signatureTokenToMsSignatureHeader } = registration;
  return {
    WebhookUrl: webhookUrl,
    WebhookEvents: webhookEvents,
    ...(signatureTokenToMsSignatureHeader ? { SignatureTokenToMsSignatureHeader: true } : {}),
  };
}

/** @throws ApiFault 404/1000 */
export function getRegistration(call: Call): WebhookRegistration {
  const registration = registrationsOf(call).get(call.caller.partner.id);
  if (registration !== undefined) return registration;
  throw new ApiFault(404, '1000', 'Not found: the partner is not registered for events.');
}

function registrationsOf({ parts }: Call): Map<string, WebhookRegistration> {
  return parts.webhooks.registrations;
}

function isWebUrl(text: string): boolean {
  return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);
}
