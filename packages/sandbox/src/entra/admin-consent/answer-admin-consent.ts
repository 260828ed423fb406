import { redirectTo } from '../redirect.ts';
import type { AdminConsentRequest } from './admin-consent-request.ts';

/** Sends the outcome of an admin consent to the application, by GET. A refusal carries `admin_consent=True` too. */
export function answerAdminConsent(request: AdminConsentRequest, fields: Record<string, string>): Response {
  const url = new URL(request.redirectUri);
  url.searchParams.set('admin_consent', 'True');
  for (const [name, value] of Object.entries(fields)) url.searchParams.set(name, value);
  // Admin consent names a declined consent otherwise than authorize does.
  if (fields['error'] === 'access_denied') url.searchParams.set('error', 'consent_required');
  if (request.state !== undefined) url.searchParams.set('state', request.state);
  return redirectTo(url.href);
}
