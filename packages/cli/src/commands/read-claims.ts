import { ConsentryError } from '@consentry/core';
import type { Identity } from '@consentry/core/contract';

/**
 * Reads the claims of an identity, each written as `name=value`; all after the first `=` is the value.
 * @throws ConsentryError `usage`
 */
export function readClaims(texts: readonly string[]): Identity['claims'] {
  const claims = new Map<string, string>();
  for (const text of texts) {
    const [, name = '', value = ''] = /^([^=]+)=(.+)$/.exec(text) ?? [];
    if (name === '' || claims.has(name)) {
      throw new ConsentryError('usage', {
        message: name === '' ? 'A claim is not written as name=value.' : `The claim ${name} stands twice.`,
        remedy: 'Write each claim once, such as --claim sub=repo:contoso/reports:environment:production.',
      });
    }
    claims.set(name, value);
  }
  return Object.fromEntries(claims);
}
