import { html } from 'hono/html';
import type { ErrorReport } from '../error-report.ts';
import { answerPage } from './layout.ts';

/** Entra's own error page: for what must not reach the application. */
export function errorPage(report: ErrorReport): Response {
  const [message] = report.description.split('\r\n');
  const body = html`
    <h1>Sorry, but we're having trouble signing you in.</h1>
    <p class="problem" role="alert">${message ?? ''}</p>
    <dl>
      <dt>Request Id</dt><dd>${report.traceId}</dd>
      <dt>Correlation Id</dt><dd>${report.correlationId}</dd>
      <dt>Timestamp</dt><dd>${report.timestamp}</dd>
    </dl>`;
  return answerPage({ title: 'Sign in', body });
}
