import type { PageAnswer } from './answer.ts';
import type { Reply } from './incoming.ts';
import type { ListenerDeps } from './listener-deps.ts';
import { pageHeaders } from './security-headers.ts';

/** A page as it goes out. */
export async function toPageReply(
  { loginOrigin }: Pick<ListenerDeps, 'loginOrigin'>,
  { status, html, cookie }: PageAnswer,
  requestId: string,
): Promise<Reply> {
  const headers = {
    ...pageHeaders(loginOrigin),
    'x-request-id': requestId,
    ...(cookie !== undefined && { 'set-cookie': cookie }),
  };
  return { status, headers, body: String(await html) };
}
