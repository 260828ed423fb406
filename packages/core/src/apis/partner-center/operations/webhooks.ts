import { array, body, type Operations, one } from '../operation.ts';
import type { WebhookTestStatus, WebhookRegistration, WebhookTest } from '../resources/webhook.ts';

/** Which events Partner Center sends, and where to. */
export const webhookOperations = {
  webhookEvents: {
    request: 'GET /webhooks/v1/registration/events',
    answer: array<string>(),
    access: 'both',
    source: 'partner-center-webhooks',
  },
  webhookRegistration: {
    request: 'GET /webhooks/v1/registration',
    answer: one<WebhookRegistration>(),
    access: 'both',
    source: 'partner-center-webhooks',
  },
  registerWebhook: {
    request: 'POST /webhooks/v1/registration',
    answer: one<WebhookRegistration>(),
    body: body<WebhookRegistration>(),
    access: 'both',
    source: 'partner-center-webhooks',
  },
  updateWebhook: {
    request: 'PUT /webhooks/v1/registration',
    answer: one<WebhookRegistration>(),
    body: body<WebhookRegistration>(),
    access: 'both',
    source: 'partner-center-webhooks',
  },
  testWebhook: {
    request: 'POST /webhooks/v1/registration/validationEvents',
    answer: one<WebhookTest>(),
    access: 'both',
    source: 'partner-center-webhooks',
  },
  webhookTestStatus: {
    request: 'GET /webhooks/v1/registration/validationEvents/{correlation}',
    answer: one<WebhookTestStatus>(),
    access: 'both',
    source: 'partner-center-webhooks',
  },
} as const satisfies Operations;
