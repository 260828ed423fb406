/** How urgent. `info` ends what another alert began. */
export type Severity = 'error' | 'warning' | 'info';

interface AlertRow {
  readonly severity: Severity;
  /** What happened, in one line for people. */
  readonly title: string;
}

const row = (severity: Severity, title: string): AlertRow => ({ severity, title });

/** Every kind of alert. A name is public API: add freely, never rename. `docs/operations.md` names each. */
export const alertTable = {
  'grant.consent_needed': row('error', 'A grant no longer works: consent is needed'),
  'grant.admin_needed': row('error', 'A grant is stopped in the partner’s tenant'),
  'grant.held': row('error', 'A grant is held until an operator has looked at it'),
  'grant.recovered': row('info', 'A grant works again'),
  'grant.saved': row('error', 'A grant was saved by a refresh token that was not stored yet'),
  'grant.mfa_missing': row('warning', 'Partner Center saw no MFA in the sign-in of a grant'),
  'grant.exported': row('warning', 'A copy of a refresh token leaves'),
  'grant.refused': row('error', 'The partner’s tenant refuses a grant that is not dead'),
  'grant.expires': row('warning', 'A grant stops working on a day that is known'),
  'customer.expires': row('warning', 'A customer is lost on a day that is known'),
  'credential.refused': row('error', 'A credential of our application is refused'),
  'credential.accepted': row('info', 'The credential of our application is accepted again'),
  'credential.changed': row('info', 'The credentials of our application were changed'),
  'credential.unusable': row('warning', 'A changed credential of our application cannot be used'),
  'credential.expires': row('warning', 'A credential of our application ends'),
  'broker.not_ready': row('error', 'The broker cannot do its work'),
  'broker.ready': row('info', 'The broker can do its work again'),
  'audit.cut': row('error', 'Records of the audit are gone'),
} as const satisfies Readonly<Record<string, AlertRow>>;

export type AlertType = keyof typeof alertTable;
