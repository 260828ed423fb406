import { randomUUID } from 'node:crypto';
import { ApiFault } from './api-fault.ts';
import type { ValidationEvent } from './records.ts';
import type { Call, Route } from './route.ts';
import { getRegistration } from './webhook-routes.ts';

const PATH = '/webhooks/v1/registration/validationEvents';
const KEPT_MS = 7 * 24 * 60 * 60_000;
const MOST_PER_MINUTE = 2;

/** Testing a registration: an event is sent, and what became of it can be asked. */
export const webhookValidationRoutes: readonly Route[] = [
  { method: 'POST', path: PATH, isAppOnly: true, answer: sendTestEvent },
  {
    method: 'GET',
    path: `${PATH}/:event`,
    isAppOnly: true,
    answer: (call) => writeValidation(getValidation(call)),
  },
];

/**
 * Sends a test event, and does not wait for it.
 *
 * @throws ApiFault 404/1000 not registered; 400/800002 not for `test-created`; ThrottledFault more than two in a minute
 */
function sendTestEvent(call: Call): Response {
  const { parts, state } = call;
  const { partnerId, webhookUrl, webhookEvents } = getRegistration(call);
  if (!webhookEvents.includes('test-created')) {
    throw new ApiFault(400, '800002', 'Invalid request input: the registration is not for test-created.');
  }
  state.validationThrottle.count(partnerId, MOST_PER_MINUTE);
  const correlationId = randomUUID();
  const event: ValidationEvent = { correlationId, partnerId, callbackUrl: webhookUrl, at: parts.clock.now() };
  state.validationEvents.set(correlationId, event);
  void send(call, event);
  return Response.json({ correlationId });
}

async function send({ parts }: Call, event: ValidationEvent): Promise<void> {
  const order = { event: 'test-created', partner: event.partnerId };
  const { status, error } = await parts.webhooks.send(order, event.correlationId);
  event.outcome = {
    at: parts.clock.now(),
    ...(status === undefined ? {} : { status }),
    ...(error === undefined ? {} : { error }),
  };
}

/** @throws ApiFault 404/1000 no such event, or it is older than seven days */
function getValidation({ parts, state, caller, params }: Call): ValidationEvent {
  const event = state.validationEvents.get(params['event']?.toLowerCase() ?? '');
  if (event?.partnerId === caller.partner.id && parts.clock.now() - event.at < KEPT_MS) return event;
  throw new ApiFault(404, '1000', 'Not found: no such validation event.');
}

function writeValidation({ correlationId, partnerId, callbackUrl, outcome }: ValidationEvent): object {
  const common = { correlationId, partnerId, status: outcome ? 'completed' : 'pending', callbackUrl };
  if (outcome === undefined) return { ...common, results: [] };
  const { status, error = '', at } = outcome;
  const result = {
    responseCode: status === undefined ? '' : (RESPONSE_CODES[status] ?? String(status)),
    responseMessage: error,
    systemError: status === undefined,
    dateTimeUtc: new Date(at).toISOString().slice(0, -1),
  };
  return { ...common, results: [result] };
}

/** As .NET names them. */
const RESPONSE_CODES: Readonly<Record<number, string>> = {
  200: 'OK',
  202: 'Accepted',
  204: 'NoContent',
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  500: 'InternalServerError',
};
