import type { Actor, ErrorCode, FailureClass, Retry } from '../error-table.ts';

/** Whose word a code is. `entra`: an AADSTS number. `oauth`: a value of `error` or `suberror`. */
export type CodeSource = 'consentry' | 'entra' | 'oauth' | 'partner-center' | 'graph' | 'arm' | 'defender';

/** What one code means, and who must do what. */
export interface Explanation {
  /** As its source writes it: `AADSTS65001`, `consent_needed`, `900421`. */
  readonly code: string;
  readonly source: CodeSource;
  /** The code of ours that it leads to. */
  readonly errorCode: ErrorCode;
  readonly whatHappened: string;
  /** What the source says with it, in our words. Absent for a code of ours, which says it all. */
  readonly cause?: string;
  /** How far it reaches, when the partner's own tenant says it. */
  readonly failureClass: FailureClass;
  readonly actor: Actor;
  readonly retry: Retry;
  readonly remedy: string;
  /** Microsoft's own page. */
  readonly link?: string;
  /** Day on which it was compared with Microsoft's list, such as `2026-11-20`. */
  readonly checkedAt?: string;
}
