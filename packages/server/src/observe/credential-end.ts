/** When our application's credential ends: every partner stops at that instant. */
export interface CredentialEnd {
  readonly kind: 'certificate' | 'secret';
  /** Epoch milliseconds. */
  readonly at: number;
}

/** @param secretExpiresAt what the operator said; undefined where nobody did */
export function findCredentialEnd(
  authentication: { readonly expiresAt?: number },
  secretExpiresAt: number | undefined,
): CredentialEnd | undefined {
  if (authentication.expiresAt !== undefined) return { kind: 'certificate', at: authentication.expiresAt };
  return secretExpiresAt === undefined ? undefined : { kind: 'secret', at: secretExpiresAt };
}
