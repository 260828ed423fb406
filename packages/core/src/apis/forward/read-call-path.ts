import { ConsentryError } from '../../errors.ts';

/**
 * Where a forward call goes. It was read once: what a policy is asked about is what is sent, byte for byte. Made by
 * {@link readCallPath} alone.
 */
export interface CallPath {
  /** From the base URL of the API, without the query. */
  readonly path: string;
  /** With its question mark; empty where there is none. */
  readonly query: string;
}

const longestPath = 2_048;
const longestQuery = 8_192;

/** One part of a path: no separator, nothing that some server takes for one, and no character outside of RFC 3986. */
const part = /^(?:[A-Za-z0-9._~!$&'()*+,=:-]|%[0-9A-Fa-f]{2})+$/;
/**
 * Encoded characters by which two servers could read two paths: control characters, those that separate, and those
 * that need no encoding, behind which a word such as `$batch` hides.
 */
const hidden = /[\p{Cc}%/\\;?A-Za-z0-9._~$-]/u;
const query = /^\?[\x21\x22\x24-\x7e]*$/;

/**
 * Reads where a forward call goes, and refuses what could be understood in two ways. Nothing is repaired.
 *
 * @param target path and query, as they came
 * @throws ConsentryError `path_refused`; the fact `reason` says why
 */
export function readCallPath(target: string): CallPath {
  const mark = target.indexOf('?');
  const path = mark === -1 ? target : target.slice(0, mark);
  const asked = mark === -1 ? '' : target.slice(mark);
  if (path.length > longestPath || asked.length > longestQuery) throw refused('too long');
  if (!path.startsWith('/')) throw refused('not a path');
  if (asked !== '' && !query.test(asked)) throw refused('query');
  for (const one of path.slice(1).split('/')) requirePlain(one);
  // The calls of a batch are in its body, where no policy looks: Graph's `$batch`, the `/batch` of Azure Resource Manager.
  if (/\/\$batch(?:\/|$)|^\/batch(?:\/|$)/i.test(path)) throw batch();
  return { path, query: asked };
}

function requirePlain(one: string): void {
  if (one === '') throw refused('empty part');
  if (/^\.+$/.test(one)) throw refused('dots');
  if (!part.test(one)) throw refused('character');
  for (const [, code = ''] of one.matchAll(/%(..)/g)) {
    if (hidden.test(String.fromCharCode(Number.parseInt(code, 16)))) throw refused('encoded character');
  }
}

function batch(): ConsentryError {
  return new ConsentryError('path_refused', {
    message: 'Batches are not passed on.',
    remedy: 'Make each call of the batch by itself.',
    facts: { reason: 'batch' },
  });
}

function refused(reason: string): ConsentryError {
  return new ConsentryError('path_refused', { facts: { reason } });
}
