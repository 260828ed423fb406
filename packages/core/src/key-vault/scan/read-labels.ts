import { isGuid } from '../../ids.ts';
import type { ReasonCode } from './reasons.ts';

/** What whoever may list secrets reads of one. */
export interface Labels {
  readonly name: string;
  readonly contentType: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Keys of the official samples' configuration, as they are named in a vault: `ida:CSPApplicationSecret` and the like.
 * @see https://github.com/microsoft/Partner-Center-DotNet-Samples (2024-03)
 */
const sampleSecrets = new Set(['cspapplicationsecret', 'cpvapplicationsecret', 'keyvaultclientsecret']);
/** The .NET sample takes `@` and the dots out of a user name to make the name of a secret. */
const strippedAccount = /^[a-z0-9-]+onmicrosoft(com|us|de|cn)$/;
const userSuffix = /(username|userprincipalname|upn|user|login|account|email)$/;
const passwordSuffix = /(password|passwd|pwd|kennwort)$/;

/** What the name, the content type and the tags of a secret say of it. */
export function readLabels({ name, contentType, tags }: Labels): readonly ReasonCode[] {
  const plain = plainOf(name);
  const labels = [contentType ?? '', ...Object.entries(tags).flat()].join('\n');
  const found: readonly (readonly [ReasonCode, boolean])[] = [
    ['name_tenant', isGuid(name)],
    ['name_account', strippedAccount.test(name.toLowerCase())],
    ['name_sample_secret', sampleSecrets.has(plain.replace(/^ida/, ''))],
    ['name_refresh_token', plain.includes('refreshtoken')],
    ['name_password', passwordSuffix.test(plain)],
    ['label_refresh_token', /refresh[ _-]?token/i.test(labels)],
    ['label_credential', /password|credential/i.test(labels)],
    ['label_partner', /partner[ _-]?center|\bcsp\b|\bcpv\b/i.test(`${name}\n${labels}`)],
  ];
  return found.flatMap(([reason, holds]) => (holds ? [reason] : []));
}

/** The part that the names of a user name and its password have in common, and which of the two this is. */
export function readPart(
  name: string,
): { readonly stem: string; readonly is: 'user' | 'password' } | undefined {
  const plain = plainOf(name);
  if (passwordSuffix.test(plain)) return { stem: plain.replace(passwordSuffix, ''), is: 'password' };
  return userSuffix.test(plain) ? { stem: plain.replace(userSuffix, ''), is: 'user' } : undefined;
}

function plainOf(name: string): string {
  return name.toLowerCase().replaceAll('-', '');
}
