import type { Resource } from './resource.ts';

/**
 * Where Partner Center sends which events. Names as Microsoft writes them here.
 * @see Partner Center REST, "Partner Center webhooks" (2023-10)
 */
export interface WebhookRegistration extends Resource {
  readonly SubscriberId?: string;
  readonly WebhookUrl: string;
  readonly WebhookEvents: readonly string[];
  /** That the signature comes in `x-ms-signature` and not in `Authorization`. */
  readonly SignatureTokenToMsSignatureHeader?: boolean;
}

/** @see Partner Center REST, "Send a test event" in "Partner Center webhooks" (2023-10) */
export interface WebhookTest extends Resource {
  readonly correlationId: string;
}

/** @see Partner Center REST, "Verify that the event was delivered" in "Partner Center webhooks" (2023-10) */
export interface WebhookTestStatus extends Resource {
  readonly correlationId?: string;
  readonly partnerId?: string;
  readonly status?: string;
  readonly callbackUrl?: string;
  readonly results?: readonly {
    readonly responseCode?: string;
    readonly responseMessage?: string;
    readonly systemError?: boolean;
    readonly dateTimeUtc?: string;
  }[];
}
