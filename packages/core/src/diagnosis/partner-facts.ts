import type { Ending } from '../forecast/ending.ts';
import type { Happened } from '../forecast/find-happened.ts';
import type { UnreadEnd } from '../forecast/forecast-partner.ts';
import type { AboutPartner } from '../posture/judged-as.ts';
import type { Source } from '../posture/sources/source.ts';
import type { GrantFacts } from '../posture/sources/sources.ts';
import type { StandingPermissions } from '../posture/sources/read-permissions.ts';
import type { GrantState } from '../vault/grant-store.ts';
import type { ErrorCode } from '../error-table.ts';
import type { TenantId } from '../ids.ts';

/** What a broker knows of a partner, and what the partner’s tenant and its customers tell. Instants are epoch milliseconds. */
export interface PartnerFacts {
  readonly partner: TenantId;
  readonly about: AboutPartner;
  /** The application as the partner’s tenant has it. Undefined: it has none. */
  readonly principal: Source<{ readonly isEnabled: boolean } | undefined>;
  readonly permissions: Source<readonly StandingPermissions[]>;
  readonly grants: readonly DiagnosedGrant[];
  /** What could not be read of when they end. */
  readonly unreadEnds: readonly UnreadEnd[];
  readonly customers: Source<CustomerReach>;
  /** The first customers, tried. As far as `customers` could be read. */
  readonly tried: Source<readonly TriedCustomer[]>;
}

/** A grant that was not taken back. */
export interface DiagnosedGrant {
  readonly facts: Omit<GrantFacts, 'ends' | 'refusedAtCustomers'>;
  readonly state: GrantState;
  /** What stopped it. */
  readonly happened: Happened | undefined;
  /** Of each cause, the earliest first. */
  readonly ends: readonly Ending[];
  readonly account: Source<AccountFacts | undefined>;
}

/** An account of the partner’s tenant. */
export interface AccountFacts {
  readonly isGuest: boolean;
  /** Undefined where Graph does not say. */
  readonly isEnabled: boolean | undefined;
}

/** What the service account may do at the customers. */
export interface CustomerReach {
  readonly customers: readonly ReachedCustomer[];
  /** How many more there are than were looked at. */
  readonly leftOff: number;
}

/** A customer with whom a relationship is in force. */
export interface ReachedCustomer {
  readonly customer: TenantId;
  /** As Graph has it. It may hold anything. */
  readonly name: string | undefined;
  /** Ids of the templates of the roles that the account has there. */
  readonly roles: ReadonlySet<string>;
}

/** A customer at whom a token for Graph was tried. */
export interface TriedCustomer {
  readonly customer: TenantId;
  readonly name: string | undefined;
  readonly outcome:
    | { readonly kind: 'given'; readonly isGuest: boolean }
    | {
        readonly kind: 'refused';
        readonly code: ErrorCode;
        /** Microsoft’s number. */
        readonly aadsts: number | undefined;
        readonly remedy: string;
        /** True where it concerns more than this customer, or may pass: it says nothing of this one. */
        readonly isElsewhere: boolean;
      };
}
