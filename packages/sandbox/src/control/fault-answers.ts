import { html } from 'hono/html';
import { answerRefusal } from '../entra/answer-refusal.ts';
import { answerErrorJson } from '../entra/error-report.ts';
import { answerPage } from '../entra/pages/layout.ts';
import type { SandboxParts } from '../parts.ts';
import { blankJson, gzippedBlankJson } from './broken-bodies.ts';
import type { TakenFault } from './fault-rule.ts';
import { writeOrderedRefusal } from './ordered-refusal.ts';

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

/** A fault that is answered in place of the service. */
export type AnsweredFault = Extract<
  TakenFault,
  {
    kind: 'garbage' | 'html-page' | 'oversized' | 'gzip-bomb' | 'redirect' | 'throttle' | 'answer' | 'aadsts';
  }
>;

/** Writes the answer of a fault that keeps the request from its service. */
export function answerFault(parts: SandboxParts, request: Request, fault: AnsweredFault): Response {
  switch (fault.kind) {
    case 'garbage':
      return new Response(Buffer.from('{"sandbox":\u0000 no JSON \u00ff', 'latin1'), { headers: JSON_TYPE });
    case 'html-page':
      return answerPage({
        title: 'Something is in the way',
        body: html`<h1>Something is in the way</h1><p>This page was ordered by a test.</p>`,
      });
    case 'oversized':
      return new Response(blankJson(fault.bytes), { headers: JSON_TYPE });
    case 'gzip-bomb':
      return new Response(gzippedBlankJson(fault.bytes), {
        headers: { ...JSON_TYPE, 'content-encoding': 'gzip' },
      });
    case 'redirect':
      return new Response(null, { status: fault.status ?? 302, headers: { location: fault.location } });
    case 'throttle':
      return answerThrottled(fault.retryAfterSeconds, fault.scope);
    case 'answer':
      return new Response(fault.body ?? null, { status: fault.status, headers: fault.headers ?? {} });
    case 'aadsts': {
      const refusal = writeOrderedRefusal(request, fault);
      return isForPrograms(request)
        ? answerErrorJson(parts, request, refusal)
        : answerRefusal(parts, request, refusal);
    }
  }
}

/** In the words of the gateway and of OData at once: each client finds its own. */
function answerThrottled(seconds: number, scope: string | undefined): Response {
  const message = `Rate limit is exceeded. Try again in ${seconds} seconds.`;
  const body = { statusCode: 429, message, error: { code: 'TooManyRequests', message } };
  const headers = {
    'retry-after': String(seconds),
    ...(scope === undefined ? {} : { 'x-ms-throttle-scope': `${scope}/ReadWrite` }),
  };
  return Response.json(body, { status: 429, headers });
}

/** The paths of Entra where programs ask. At the others people do, with a browser. */
const PROGRAM_PATH = /\/oauth2\/(v2\.0\/)?(token|devicecode)$|\/openid-configuration$|\/keys$/i;

function isForPrograms({ url }: Request): boolean {
  return PROGRAM_PATH.test(new URL(url).pathname);
}
