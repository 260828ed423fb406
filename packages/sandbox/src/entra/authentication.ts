/** Who signed in, and how. */
export interface Authentication {
  /** The user's object id at home. */
  userObjectId: string;
  /** `pwd`, and `mfa` when a one-time code was given. */
  amr: string[];
  at: number;
  /** The id of the session, a GUID. */
  sessionId: string;
}
