import { ConsentryError } from '@consentry/core';

/**
 * Reads JSON in which each name of an object stands once. RFC 8259 §4 leaves it open what a second one means, and a
 * proxy or log in front may have read the other. `__proto__` is refused too: no field is called so.
 *
 * @throws ConsentryError `invalid_request`
 */
export function readJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ConsentryError('invalid_request', { message: 'The body is not JSON.' });
  }
  refuseDoubleNames(text);
  return value;
}

/** A text, with the colon that makes it a name; or where an object or a list begins or ends. */
const piece = /("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?|[{}[\]]/g;

/** @param text valid JSON */
function refuseDoubleNames(text: string): void {
  const open: Set<string>[] = [];
  for (const [mark, quoted, colon] of text.matchAll(piece)) {
    if (quoted === undefined) {
      if (mark === '{' || mark === '[') open.push(new Set());
      else open.pop();
      continue;
    }
    if (colon === undefined) continue;
    const name = JSON.parse(quoted) as string;
    const names = open.at(-1);
    if (name === '__proto__' || names?.has(name) === true) {
      throw new ConsentryError('invalid_request', {
        message: 'The body has a name that stands twice in one object, or that no field has.',
      });
    }
    names?.add(name);
  }
}
