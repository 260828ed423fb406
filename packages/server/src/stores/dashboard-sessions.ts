import { digest, type Secret } from '@consentry/core';
import type { Kysely } from 'kysely';
import type { Person, Role, SignedIn } from '../dashboard/signed-in.ts';
import type { Schema } from './schema.ts';

/** After so long without a page, whoever was signed in signs in again. */
const idleMs = 60 * 60_000;
/** And after so long in any case. */
const longestMs = 10 * 60 * 60_000;
/** That somebody is at work is written down no more often. */
const touchedEveryMs = 60_000;

/** Who is signed in at the dashboard, and the links that sign in. Of every secret only the digest is stored. Instants: epoch milliseconds. */
export interface DashboardSessions {
  addLink(handle: Secret<string>, role: Role, expiresAt: number): Promise<void>;
  /** What a link lets do, without using it up. Undefined when it is used, over or unknown. */
  findLink(handle: string, now: number): Promise<Role | undefined>;
  /** Uses a link up: of several who open it, one is answered. */
  takeLink(handle: string, now: number): Promise<Role | undefined>;
  /** Begins a session, and removes those that are over. */
  add(session: Secret<string>, who: SignedIn, now: number): Promise<void>;
  /** @param isUse whether somebody is at work: a page that only keeps itself up to date is not */
  find(session: string, now: number, isUse: boolean): Promise<SignedIn | undefined>;
  /** True when there was one. */
  remove(session: string): Promise<boolean>;
}

export function createDashboardSessions(db: Kysely<Schema>): DashboardSessions {
  return {
    async addLink(handle, role, expiresAt) {
      const row = { handle_digest: digest(handle.reveal()), role, expires_at: expiresAt };
      await db.insertInto('dashboard_links').values(row).execute();
    },

    async findLink(handle, now) {
      const row = await db
        .selectFrom('dashboard_links')
        .select('role')
        .where('handle_digest', '=', digest(handle))
        .where('expires_at', '>', now)
        .executeTakeFirst();
      return row?.role;
    },

    async takeLink(handle, now) {
      const row = await db
        .deleteFrom('dashboard_links')
        .where('handle_digest', '=', digest(handle))
        .where('expires_at', '>', now)
        .returning('role')
        .executeTakeFirst();
      return row?.role;
    },

    async add(session, { person, role, mfa, provedAt }, now) {
      await db.deleteFrom('dashboard_sessions').where('expires_at', '<=', now).execute();
      await db.deleteFrom('dashboard_links').where('expires_at', '<=', now).execute();
      await db
        .insertInto('dashboard_sessions')
        .values({
          session_digest: digest(session.reveal()),
          person: person === undefined ? null : JSON.stringify(person),
          role,
          mfa,
          proved_at: provedAt ?? null,
          used_at: now,
          expires_at: now + longestMs,
        })
        .execute();
    },

    async find(session, now, isUse) {
      const key = digest(session);
      const row = await db
        .selectFrom('dashboard_sessions')
        .selectAll()
        .where('session_digest', '=', key)
        .where('expires_at', '>', now)
        .where('used_at', '>', now - idleMs)
        .executeTakeFirst();
      if (row === undefined) return undefined;
      if (isUse && row.used_at <= now - touchedEveryMs) {
        await db
          .updateTable('dashboard_sessions')
          .set({ used_at: now })
          .where('session_digest', '=', key)
          .execute();
      }
      return {
        person: row.person === null ? undefined : (JSON.parse(row.person) as Person),
        role: row.role,
        mfa: row.mfa,
        provedAt: row.proved_at ?? undefined,
      };
    },

    async remove(session) {
      const removed = await db
        .deleteFrom('dashboard_sessions')
        .where('session_digest', '=', digest(session))
        .returning('role')
        .executeTakeFirst();
      return removed !== undefined;
    },
  };
}
