import type { Posture } from '../posture.ts';
import { type AccountTable, createAccountTable } from './account-table.ts';
import { type ApplicationTable, createApplicationTable } from './application-table.ts';
import { createMethodTable, type MethodTable } from './method-table.ts';
import { createPortalTable, type PortalTable } from './portal-table.ts';

/**
 * What an officer reads beside the figures and findings. Plain data, and of a bounded size whatever the size of the tenant. A table is
 * undefined where its source could not be read: an empty one says that there is nothing.
 */
export interface Tables {
  readonly accounts: AccountTable | undefined;
  readonly applications: ApplicationTable | undefined;
  readonly methods: MethodTable | undefined;
  readonly portal: PortalTable | undefined;
}

export function createTables(posture: Posture): Tables {
  return {
    accounts: createAccountTable(posture),
    applications: createApplicationTable(posture.sources),
    methods: createMethodTable(posture.sources),
    portal: createPortalTable(posture.sources),
  };
}
