import { createHash } from 'node:crypto';
import type { Html } from '../http/answer.ts';
import type { Reply } from '../http/incoming.ts';
import { commonHeaders } from '../http/security-headers.ts';
import { script } from './frame/script.ts';
import { style } from './frame/style.ts';
import type { Document, Download } from './place.ts';

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/**
 * What a page of the dashboard may do: its one style, its one script, forms and events of its own address.
 *
 * @param formTargets other addresses that a form leads to; browsers apply `form-action` to redirects too
 * @see Content Security Policy Level 3
 */
function policyOf(formTargets: readonly string[]): string {
  return [
    "default-src 'none'",
    `style-src ${hashOf(style)}`,
    `script-src ${hashOf(script)}`,
    "connect-src 'self'",
    `form-action ${["'self'", ...formTargets].join(' ')}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

const ownPolicy = policyOf([]);

/** Of an answer that is no page: whoever shows it all the same shows and runs nothing. */
export const closedPolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** What every answer of the dashboard has. */
interface Envelope {
  readonly requestId: string;
  readonly cookies?: readonly string[];
}

const frameless = {
  'x-frame-options': 'DENY',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
};

export async function pageReply(
  status: number,
  page: Html,
  { requestId }: Envelope,
  formTargets: readonly string[] = [],
): Promise<Reply> {
  const headers = {
    ...commonHeaders,
    ...frameless,
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': formTargets.length === 0 ? ownPolicy : policyOf(formTargets),
    'x-request-id': requestId,
  };
  return { status, headers, body: String(await page) };
}

/** @param location a page of this dashboard, or the identity provider: never an address that came from outside */
export function sendTo(location: string, { requestId, cookies }: Envelope): Reply {
  const headers = {
    ...commonHeaders,
    'content-security-policy': closedPolicy,
    location,
    'x-request-id': requestId,
  };
  return { status: 303, headers, body: '', ...(cookies !== undefined && { cookies }) };
}

export function downloadReply({ fileName, contentType, body }: Download, requestId: string): Reply {
  const headers = {
    ...commonHeaders,
    'content-type': contentType,
    'content-disposition': `attachment; filename="${fileName.replaceAll(/[^\w.-]/g, '_')}"`,
    'content-security-policy': closedPolicy,
    'x-request-id': requestId,
  };
  return { status: 200, headers, body };
}

export function documentReply(
  { contentType, contentSecurityPolicy, body }: Document,
  requestId: string,
): Reply {
  const headers = {
    ...commonHeaders,
    ...frameless,
    'content-type': contentType,
    'content-security-policy': contentSecurityPolicy,
    'x-request-id': requestId,
  };
  return { status: 200, headers, body };
}
