import type { SandboxParts } from '../parts.ts';
import { writeErrorReport } from './error-report.ts';
import { errorPage } from './pages/error-page.ts';
import type { Refusal } from './refusal.ts';

/** Sends an error to the application's redirect URI. */
export type SendBack = (fields: Record<string, string>) => Response;

/**
 * Answers a refusal in a browser flow by its own channel: back to the application, or on Entra's own page.
 *
 * @param sendBack absent as long as the redirect URI is not known to be good; then everything stays on Entra's page
 * @param isSilent true for a request that may show no page: then whatever is wrong goes back to the application, as
 * `interaction_required` where the person could do something about it. That is a guess (2026-11).
 */
export function answerRefusal(
  parts: SandboxParts,
  request: Request,
  refusal: Refusal,
  sendBack?: SendBack,
  isSilent = false,
): Response {
  const report = writeErrorReport(parts, request, refusal);
  const { channel, redirectError } = refusal.entry;
  if (sendBack === undefined || (channel !== 'redirect' && !isSilent)) return errorPage(report);
  const error =
    channel !== 'redirect' && report.error === 'invalid_grant' ? 'interaction_required' : report.error;
  return sendBack({
    error: redirectError ?? error,
    error_description: report.description,
    error_uri: `${parts.origins.login}/error?code=${report.code}`,
  });
}
