import type { Actor } from '../error-table.ts';

/** Of what a grant stops working, where the day is known. A name is public API: add freely, never rename. */
export type EndCause = 'inactivity' | 'sign-in-frequency' | 'credential' | 'gdap';

/** What people are told of an end. */
export interface CauseRow {
  /** What stops working. */
  readonly stops: string;
  readonly explanation: string;
  readonly remedy: string;
  readonly actor: Actor;
  /** True where the person who connected must sign in again: a new invitation helps. */
  readonly isRenewedByConsent: boolean;
}

/**
 * Every cause that has a date. What Microsoft does was held true in 2026-11.
 * @see https://learn.microsoft.com/entra/identity-platform/refresh-tokens#token-lifetime
 * @see https://learn.microsoft.com/entra/identity/conditional-access/concept-session-lifetime
 * @see https://learn.microsoft.com/partner-center/customers/gdap-introduction
 */
export const causeTable = {
  inactivity: {
    stops: 'The grant: no token for Partner Center or any customer.',
    explanation: 'Entra forgets a refresh token that nobody redeemed for 90 days (AADSTS700082).',
    remedy:
      'The broker redeems it each day. See in the log why it could not, or let the person connect again: `consentry forecast --renew`.',
    actor: 'operator',
    isRenewedByConsent: true,
  },
  'sign-in-frequency': {
    stops: 'The grant, for the APIs that the policy names: no token.',
    explanation:
      'A conditional-access policy of the partner’s tenant wants a new sign-in so long after the last one (AADSTS70043).',
    remedy:
      'Let the person connect again before that: `consentry forecast --renew`. For good: exclude the service account from the policy’s sign-in frequency.',
    actor: 'invited person',
    isRenewedByConsent: true,
  },
  credential: {
    stops: 'Every grant of the application: no credential of ours is valid any more.',
    explanation:
      'The last secret or certificate by which the application proves itself ends (AADSTS7000222, 700027).',
    remedy:
      'Run `consentry credential rotate` for a certificate; for a secret, make a new one beside it and write it into the file.',
    actor: 'operator',
    isRenewedByConsent: false,
  },
  gdap: {
    stops: 'This customer: no token in its tenant, and no call on its behalf that needs a role there.',
    explanation: 'The last GDAP relationship with the customer ends.',
    remedy:
      'Propose a new relationship in Partner Center, let the customer approve it, and give its roles to the group of the service account.',
    actor: 'customer administrator',
    isRenewedByConsent: false,
  },
} as const satisfies Readonly<Record<EndCause, CauseRow>>;
