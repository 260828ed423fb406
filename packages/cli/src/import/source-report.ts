import type { Deleted, Removal } from '@consentry/core/key-vault';
import type { ReportedDeletion } from '../vault-scan/scan-report.ts';

/** What became of the place that the refresh token came from. */
export interface SourceReport {
  /** True when nothing is left there that this command could remove, or that somebody could recover there. */
  readonly isGone: boolean;
  readonly said: readonly string[];
  readonly vault?: Exclude<Removal, Deleted> | ReportedDeletion;
}
