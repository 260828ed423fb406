import type { Cmdlet } from './cmdlet.ts';
import { accessTokenCmdlets } from './access-token-cmdlets.ts';
import { customerCmdlets } from './customer-cmdlets.ts';
import { sessionCmdlets } from './session-cmdlets.ts';

/**
 * The cmdlets that have a command of their own, in the order in which a person meets them. `docs/cmdlets.md`, `consentry cmdlet` and
 * the answer to a cmdlet that is typed are made from it; `e2e/cmdlets.test.ts` runs every command of it.
 *
 * @see https://github.com/microsoft/Partner-Center-PowerShell, docs/help, version 3.0 (2026-11-26)
 */
export const cmdletTable = [
  ...sessionCmdlets,
  ...accessTokenCmdlets,
  ...customerCmdlets,
] as const satisfies readonly Cmdlet[];

/** Names every way of every cmdlet. */
export type PairId = (typeof cmdletTable)[number]['pairs'][number]['id'];

/** What the commands of the table need once: the key of a caller that may have what they ask for. */
export const preparation =
  'consentry caller add --name scripts --partner $PARTNER --customer all --resource partner-center graph https://outlook.office365.com --access delegated app-only --key-out caller.key';
