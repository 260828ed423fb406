import type { SandboxParts } from '../parts.ts';
import { writeErrorReport } from './error-report.ts';
import { errorPage } from './pages/error-page.ts';
import type { EntraRefusal } from './refusal.ts';

/** Sends an error to the application's redirect URI. */
export type SendBack = (fields: Record<string, string>) => Response;

/**
 * Answers a refusal in a browser flow by its own channel: back to the application, or on Entra's own page.
 *
 * @param sendBack absent as long as the redirect URI is not known to be good; then everything stays on Entra's page
 */
export function answerRefusal(
  parts: SandboxParts,
  request: Request,
  refusal: EntraRefusal,
  sendBack?: SendBack,
): Response {
  const report = writeErrorReport(parts, request, refusal);
  if (sendBack === undefined || refusal.entry.channel !== 'redirect') return errorPage(report);
  return sendBack({
    error: refusal.entry.redirectError ?? report.error,
    error_description: report.description,
    error_uri: `${parts.origins.login}/error?code=${report.code}`,
  });
}
