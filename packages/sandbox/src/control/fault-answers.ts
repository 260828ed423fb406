import { randomUUID } from 'node:crypto';
import { html } from 'hono/html';
import { AADSTS } from '../entra/aadsts.ts';
import type { AadstsCode } from '../entra/aadsts.ts';
import { answerErrorJson } from '../entra/error-report.ts';
import { answerPage } from '../entra/pages/layout.ts';
import { EntraRefusal } from '../entra/refusal.ts';
import type { SandboxParts } from '../parts.ts';
import { blankJson, gzippedBlankJson } from './broken-bodies.ts';
import type { Fault } from './fault-rule.ts';

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

/** A fault that is answered in place of the service. */
export type AnsweredFault = Extract<
  Fault,
  { kind: 'garbage' | 'html-page' | 'oversized' | 'gzip-bomb' | 'redirect' | 'answer' | 'aadsts' }
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
    case 'answer':
      return new Response(fault.body ?? null, { status: fault.status, headers: fault.headers ?? {} });
    case 'aadsts':
      return answerErrorJson(parts, request, refuse(request, fault.code));
  }
}

/** 50076 comes with a claims challenge, which names a policy; here it is nobody's. */
function refuse(request: Request, code: AadstsCode): EntraRefusal {
  const facts = neutralFacts(request, code);
  if (code !== 50076) return new EntraRefusal(code, facts);
  return new EntraRefusal(code, facts, {
    access_token: { polids: { essential: true, values: [randomUUID()] } },
  });
}

/** What the text of a number wants to know: the tenant of the request, and for the rest the name of the fact. */
function neutralFacts(request: Request, code: AadstsCode): Record<string, string> {
  const text: string = AADSTS[code].text;
  const tenant = new URL(request.url).pathname.split('/')[1] ?? '';
  return Object.fromEntries(
    Array.from(text.matchAll(/\{(\w+)\}/g), ([, name = '']) => [
      name,
      name === 'tenant' ? tenant : `(${name})`,
    ]),
  );
}
