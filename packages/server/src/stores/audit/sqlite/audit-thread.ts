import type { ChainHead } from '../audit-chain.ts';
import type { AuditGroup } from '../audit-group.ts';
import type { AuditDatabaseOptions } from './audit-database.ts';

/** What the writing thread is started with. */
export type AuditThreadData = AuditDatabaseOptions;

/** One at a time; each is answered before the next is sent. */
export type AuditThreadRequest =
  | { readonly kind: 'append'; readonly group: AuditGroup }
  | { readonly kind: 'probe' }
  | { readonly kind: 'close' };

/** `open` is the first one, and comes unasked. */
export type AuditThreadAnswer =
  | { readonly kind: 'open' }
  | {
      readonly kind: 'done';
      readonly anchorFailure: string | undefined;
      /** The ends of chains that are not in the file any more. */
      readonly cutOffs: readonly ChainHead[];
    }
  | { readonly kind: 'failed'; readonly message: string; readonly corrupt: boolean };
