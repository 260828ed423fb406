import type { AuditEvent, AuditSink, Clock, GrantEvents } from '@consentry/core';
import type { Log } from './log.ts';

/** Records what happens to grants while tokens are acquired. A record that fails is logged; nothing is handed out by it. */
export function recordGrantEvents(deps: {
  readonly audit: AuditSink;
  readonly clock: Clock;
  readonly log: Log;
}): GrantEvents {
  const write = async (event: AuditEvent): Promise<void> => {
    try {
      await deps.audit.write(event);
    } catch (error) {
      deps.log.error({ err: error, type: event.type }, 'an event of a grant could not be recorded');
    }
  };
  return {
    renewed: ({ id, partner, version }) =>
      write({ type: 'grant.renewed', at: deps.clock.now(), actor: 'broker', grant: id, partner, version }),
    moved: ({ id, partner, version }, from, to) =>
      write({
        type: 'grant.moved',
        at: deps.clock.now(),
        actor: 'broker',
        grant: id,
        partner,
        version,
        ...(from !== undefined && { from }),
        to,
      }),
    async notRenewed({ id }, error) {
      deps.log.error(
        { err: error, grant: id },
        'a successor could not be stored; it waits in memory and is tried again',
      );
    },
    async notExercised({ id }, error) {
      deps.log.warn({ err: error, grant: id }, 'a grant could not be kept alive; it is tried again');
    },
    async successorRefused({ id }) {
      deps.log.warn(
        { grant: id },
        'a successor was dropped: another writer was first, or the grant was taken back',
      );
    },
    async saved(grant) {
      deps.log.error(
        { grant: grant.id },
        'the stored refresh token was dead and a successor in memory saved the grant; every successor is stored from now on',
      );
      await write({
        type: 'grant.saved',
        at: deps.clock.now(),
        actor: 'broker',
        grant: grant.id,
        partner: grant.partner,
        version: grant.version,
      });
    },
    stateChanged: ({ id, partner }, state, reason) =>
      write({
        type: 'grant.state_changed',
        at: deps.clock.now(),
        actor: 'broker',
        grant: id,
        partner,
        state,
        reason,
      }),
  };
}
