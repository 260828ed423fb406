import { type Clock, type FetchStream, retryAfterMs, type Secret, TransportError } from '@consentry/core';
import type { Alert } from './alert.ts';
import { signAlert } from './sign-alert.ts';

/** What became of sending an alert once. `why` is a status or a kind of failure, never words of the other side. */
export type Delivery =
  | { readonly kind: 'taken' }
  /** The same would be refused again. */
  | { readonly kind: 'refused'; readonly why: string }
  /** It may work later; not before `waitMs`, where the webhook said so. */
  | { readonly kind: 'failed'; readonly why: string; readonly waitMs?: number };

export interface PostAlertDeps {
  readonly url: Secret<string>;
  /** Base64. Undefined: alerts are not signed, and whoever knows the address may write there. */
  readonly signingKey?: Secret<string> | undefined;
  readonly fetchStream: FetchStream;
  readonly clock: Clock;
}

/** For connecting, sending, and the beginning of the answer. */
const deadlineMs = 10_000;

/**
 * Sends an alert once. Of the answer nothing is read but its status and `Retry-After`; a redirect is a refusal.
 * It never rejects: whatever goes wrong here, nobody else may feel it.
 *
 * @param signal ends it: the broker stops
 */
export async function postAlert(
  { url, signingKey, fetchStream, clock }: PostAlertDeps,
  alert: Alert,
  signal: AbortSignal,
): Promise<Delivery> {
  try {
    const text = JSON.stringify(alert);
    const { status, headers, body } = await fetchStream({
      method: 'POST',
      // The address of a webhook is its key.
      url: url.reveal(),
      headers: {
        'content-type': 'application/json; charset=utf-8',
        ...(signingKey !== undefined && signAlert(signingKey, alert.id, clock.now(), text)),
      },
      body: new TextEncoder().encode(text),
      deadlineMs,
      idleMs: deadlineMs,
      maxResponseBytes: 64 * 1024,
      signal,
    });
    await body.cancel().catch(ignore);
    return judge(status, headers);
  } catch (error) {
    return { kind: 'failed', why: error instanceof TransportError ? error.failure : 'internal_error' };
  }
}

function judge(status: number, headers: Readonly<Record<string, string>>): Delivery {
  if (status >= 200 && status <= 299) return { kind: 'taken' };
  const why = `status ${status}`;
  if (status !== 408 && status !== 429 && status < 500) return { kind: 'refused', why };
  const waitMs = headers['retry-after'] === undefined ? undefined : retryAfterMs(headers);
  return { kind: 'failed', why, ...(waitMs !== undefined && { waitMs }) };
}

function ignore(): void {
  // The answer was over already, or broke off: its status is known.
}
