import type { OfPartnerKind } from '../consent/partner-kind.ts';

/** The scopes that prove a grant at the partner's own tenant: those that it was connected with. */
export type ProvingScopes = (grant: OfPartnerKind) => readonly string[];
