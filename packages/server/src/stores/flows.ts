import type { ConsentFlow, ConsentFlows, Envelope, InvitationId } from '@consentry/core';
import type { Kysely, Selectable } from 'kysely';
import { generationNow } from './news.ts';
import type { FlowsTable, Schema } from './schema.ts';

/** The rows of consent flows. The verifier is sealed at rest, for exactly its flow, and wiped at the end. */
export interface FlowStore extends ConsentFlows {
  /** When a flow of an invitation came back last, whatever came of it. */
  findFinish(invitation: InvitationId): Promise<number | undefined>;
  /** Removes flows that expired before an instant. @returns how many */
  removeExpired(before: number): Promise<number>;
}

export function createFlowStore(db: Kysely<Schema>, envelope: Envelope): FlowStore {
  return {
    async add(stateDigest, flow) {
      const row = {
        state_digest: stateDigest,
        invitation: flow.invitation,
        purpose: flow.purpose,
        customer: flow.customer ?? null,
        verifier:
          flow.verifier === undefined ? null : envelope.seal(flow.verifier, verifierContext(stateDigest)),
        nonce_digest: flow.nonceDigest ?? null,
        browser_digest: flow.browserDigest,
        started_at: flow.startedAt,
        expires_at: flow.expiresAt,
        finished_at: flow.finishedAt ?? null,
        changes_before: generationNow,
      };
      await db.insertInto('flows').values(row).execute();
    },

    async find(stateDigest) {
      const row = await db
        .selectFrom('flows')
        .selectAll()
        .where('state_digest', '=', stateDigest)
        .executeTakeFirst();
      return row && readRow(row, envelope);
    },

    async finish(stateDigest, at) {
      const finished = await db
        .updateTable('flows')
        .set({ finished_at: at, verifier: null })
        .where('state_digest', '=', stateDigest)
        .where('finished_at', 'is', null)
        .returning('state_digest')
        .executeTakeFirst();
      return finished !== undefined;
    },

    async findFinish(invitation) {
      const row = await db
        .selectFrom('flows')
        .select(({ fn }) => fn.max('finished_at').as('finished_at'))
        .where('invitation', '=', invitation)
        .executeTakeFirst();
      return row?.finished_at ?? undefined;
    },

    async removeExpired(before) {
      const { numDeletedRows } = await db
        .deleteFrom('flows')
        .where('expires_at', '<', before)
        .executeTakeFirst();
      return Number(numDeletedRows);
    },
  };
}

/** What it is sealed for. */
export function verifierContext(stateDigest: string): string {
  return `flow|${stateDigest}`;
}

function readRow(row: Selectable<FlowsTable>, envelope: Envelope): ConsentFlow {
  return {
    invitation: row.invitation,
    purpose: row.purpose,
    customer: row.customer ?? undefined,
    verifier:
      row.verifier === null ? undefined : envelope.open(row.verifier, verifierContext(row.state_digest)),
    nonceDigest: row.nonce_digest ?? undefined,
    browserDigest: row.browser_digest,
    startedAt: row.started_at,
    expiresAt: row.expires_at,
    finishedAt: row.finished_at ?? undefined,
    changesBefore: row.changes_before,
  };
}
