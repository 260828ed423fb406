import type { Secret } from '@consentry/core';

/**
 * The link that a person is sent. Its handle opens a page and nothing else: a grant also takes a sign-in,
 * with MFA, of the tenant that the invitation pins.
 */
export function invitationUrl(publicUrl: string, handle: Secret<string>): string {
  return `${publicUrl}/invite/${handle.reveal()}`;
}
