import { ConsentryError, digest, isSameDigest } from '@consentry/core';
import { html } from 'hono/html';
import type { z } from 'zod';
import type { Html } from '../http/answer.ts';
import { parse } from '../http/read-input.ts';

const fieldName = 'form';

/** What proves that a form is ours: whoever cannot read the session cannot make it. */
function proofOf(session: string): string {
  return digest(`form of ${session}`);
}

/** The hidden field that every form of a session holds. */
export function formField(session: string): Html {
  return html`<input type="hidden" name="${fieldName}" value="${proofOf(session)}">`;
}

/** @throws ConsentryError `origin_refused` */
export function requireOurForm(fields: URLSearchParams, session: string): void {
  const proof = fields.get(fieldName) ?? '';
  if (!isSameDigest(digest(proof), digest(proofOf(session)))) throw new ConsentryError('origin_refused');
}

/**
 * Reads the fields of a form. A field that several boxes share comes as its values joined by a line break, and one that was left empty
 * is as one that is not there.
 *
 * @throws ConsentryError `invalid_request` naming every field that is wrong
 */
export function readForm<Form extends z.ZodObject>(form: Form, fields: URLSearchParams): z.output<Form> {
  const values = Object.create(null) as Record<string, string>;
  // Each field is looked at once: a form may hold very many.
  for (const [name, field] of fields) {
    const value = field.replaceAll('\r\n', '\n').trim();
    if (name === fieldName || value === '') continue;
    const before = values[name];
    values[name] = before === undefined ? value : `${before}\n${value}`;
  }
  return parse(form, values, 'form') as z.output<Form>;
}
