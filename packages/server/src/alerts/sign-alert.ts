import { createHmac } from 'node:crypto';
import type { Secret } from '@consentry/core';

/** What a receiver checks: that an alert is ours, whole, and of now. */
export type SignatureHeaders = Readonly<
  Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>
>;

/**
 * Signs a body as Standard Webhooks has it, so that a receiver checks it with a library that exists. A try after a failure is signed
 * anew, under the same id.
 *
 * @param key base64
 * @param at epoch milliseconds: a receiver refuses what is older than some minutes
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md (2026-11)
 */
export function signAlert(key: Secret<string>, id: string, at: number, body: string): SignatureHeaders {
  const timestamp = String(Math.floor(at / 1000));
  const signature = createHmac('sha256', Buffer.from(key.reveal(), 'base64'))
    .update(`${id}.${timestamp}.${body}`)
    .digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}
