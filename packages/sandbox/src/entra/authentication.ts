/** Who signed in, and how. */
export interface Authentication {
  /** The user's object id at home. */
  userObjectId: string;
  /** `pwd`, and `mfa` when a one-time code was given to Entra itself. */
  amr: string[];
  /** When the password was given. */
  at: number;
  /** When MFA was done. It may be later than the password. */
  mfaAt?: number;
  /** True when an external challenge (a custom control) was passed. It is never MFA. */
  hasPassedChallenge: boolean;
  /** The address that the person signed in from. */
  clientAddress: string;
  /** The id of the session, a GUID. */
  sessionId: string;
}
