import { z } from 'zod';
import type { WebhookOrder } from '../webhooks/webhook-event.ts';

const text = z.string().min(1);

/** An event to send, as it comes over HTTP. Any name will do: new events come without notice. */
export const webhookOrderSchema = z.strictObject({
  event: text,
  partner: text.exactOptional(),
  resourceUri: text.exactOptional(),
  auditUri: text.exactOptional(),
  defect: z
    .enum([
      'wrong-signature',
      'no-signature',
      'other-algorithm',
      'expired-certificate',
      'other-subject',
      'other-root',
      'certificate-elsewhere',
    ])
    .exactOptional(),
}) satisfies z.ZodType<WebhookOrder>;
