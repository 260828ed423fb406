import {
  type AuditEvent,
  type AuditSink,
  type Clock,
  type ConsentryError,
  evidenceOf,
  type GrantEvents,
  isConsentryError,
  type SealedGrant,
} from '@consentry/core';
import type { Log } from './log.ts';
import type { GrantRefusals } from './stores/grant-refusals.ts';

/** Records what happens to grants while tokens are acquired. A record that fails is logged; nothing is handed out by it. */
export function recordGrantEvents(deps: {
  readonly audit: AuditSink;
  readonly refusals: Pick<GrantRefusals, 'note' | 'clear'>;
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
  const noteRefusal = async (grant: SealedGrant, error: ConsentryError): Promise<void> => {
    const at = deps.clock.now();
    const { id, partner } = grant;
    const evidence = evidenceOf(error);
    const { aadsts } = evidence;
    if (!(await deps.refusals.note({ grant: id, code: error.code, evidence, at }))) return;
    await write({
      type: 'grant.refused',
      at,
      actor: 'broker',
      grant: id,
      partner,
      code: error.code,
      ...(typeof aadsts === 'number' && { aadsts }),
    });
  };
  /** What a check saw is worth a row; where it cannot be written, the next check sees it again. */
  const noting = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      deps.log.error({ err: error }, 'what a check of a grant saw could not be noted');
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
    async notExercised(grant, error) {
      deps.log.warn({ err: error, grant: grant.id }, 'a grant could not be kept alive; it is tried again');
      if (isConsentryError(error) && isRefusal(error)) await noting(() => noteRefusal(grant, error));
    },
    exercised: ({ id, partner }) =>
      noting(async () => {
        if (!(await deps.refusals.clear(id))) return;
        await write({ type: 'grant.accepted', at: deps.clock.now(), actor: 'broker', grant: id, partner });
      }),
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

/** The partner’s tenant said no, and what it said changes no state: that is told by the state itself. */
function isRefusal({ code, entry: { failureClass } }: ConsentryError): boolean {
  if (code === 'admin_needed') return false;
  return failureClass === 'admin' || failureClass === 'tenant' || code === 'idp_unknown_error';
}
