/** Who signs tokens of programs that an operator trusts, and for whom they must be meant. */
export interface TrustedIssuer {
  /** As it stands in `iss`, letter by letter. */
  readonly issuer: string;
  /** The one thing that must stand in `aud`: a name of this broker, which no other service accepts. */
  readonly audience: string;
  /** Where its keys are published. Undefined: where its metadata say, which then must be at the issuer's own origin. */
  readonly keysUrl?: string | undefined;
}
