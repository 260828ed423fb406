import { ConsentryError } from '../../../errors.ts';
import { type JsonObject, readJson } from '../../../http/read-json.ts';
import { findDate } from '../find-date.ts';

/**
 * Something changed at Partner Center. What it was is read from there with a token: the event only says where to look, and its
 * addresses (some of which begin with http) are no place to send a token to.
 *
 * @see Partner Center REST, "Partner Center webhooks" and "Partner Center webhook events" (2023-10)
 */
export interface WebhookEvent {
  /** `{resource}-{action}`, such as `subscription-updated`. There are more than any list. */
  readonly name: string;
  readonly resourceName: string | undefined;
  readonly resourceUri: string | undefined;
  readonly auditUri: string | undefined;
  /** When the thing changed, epoch milliseconds: an event may be two days younger. */
  readonly changedAt: number;
  /** As it came, with fields that are not named here. */
  readonly fields: JsonObject;
}

/** @throws ConsentryError `webhook_unreadable` */
export function readWebhookEvent(body: Uint8Array): WebhookEvent {
  const reading = readJson(body);
  if (!reading.ok) throw unreadable(reading.reason);
  const fields = reading.value;
  const name = fields['EventName'];
  const changedAt = findDate(fields['ResourceChangeUtcDate']);
  if (typeof name !== 'string' || !/^[\w-]{1,128}$/.test(name)) throw unreadable('no_event_name');
  if (changedAt === undefined) throw unreadable('no_date');
  return {
    name,
    resourceName: findText(fields, 'ResourceName'),
    resourceUri: findText(fields, 'ResourceUri'),
    // The page of events and the table of the event model spell it differently.
    auditUri: findText(fields, 'AuditUri') ?? findText(fields, 'AuditUrl'),
    changedAt,
    fields,
  };
}

/** @throws ConsentryError `webhook_unreadable` for what is neither text nor missing */
function findText(fields: JsonObject, name: string): string | undefined {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string' || value.length > 2048) throw unreadable('no_text');
  return value;
}

function unreadable(reason: string): ConsentryError {
  return new ConsentryError('webhook_unreadable', { facts: { reason } });
}
