import { isatty } from 'node:tty';
import { systemTimer } from '@consentry/core/node';
import { type ConnectOptions, connect } from '../connect.ts';
import { type FollowMoveDeps, followMove, type MoveReport } from '../follow-move.ts';
import type { Run } from '../run.ts';
import type { Output } from '../terminal/output.ts';
import { plain } from '../terminal/plain.ts';
import { table } from '../terminal/table.ts';

/** @throws ConsentryError as `connect` and the call */
export const vaultStatus: Run<ConnectOptions> = async (options, output) => {
  const { remote, close } = await connect(options);
  try {
    const status = await remote.call('getVault', { query: {} });
    output.result(
      () =>
        [
          table(
            ['vault', 'grants', 'revoked', ''],
            status.vaults.map(({ vault, grants, revoked, isConfigured }) => [
              vault,
              String(grants),
              String(revoked),
              isConfigured ? (vault === status.into ? 'takes new ones' : '') : 'NOT configured',
            ]),
          ),
          ...(status.move !== undefined && status.move.endedAt === undefined
            ? [`A move into ${status.into} runs: ${status.move.moved} of ${status.move.total} are moved.`]
            : []),
        ].join('\n'),
      status,
    );
  } finally {
    await close();
  }
};

interface MoveOptions extends ConnectOptions {
  readonly partner?: string;
  readonly grant?: string;
}

/**
 * Moves what lies elsewhere, and follows that to its end. Ends with 1 where something is left.
 * @throws ConsentryError as `connect` and `followMove`
 */
export const moveGrants: Run<MoveOptions> = async ({ partner, grant, ...options }, output) => {
  const { remote, close } = await connect(options);
  try {
    const scope = { ...(partner !== undefined && { partner }), ...(grant !== undefined && { grant }) };
    const onProgress = sayProgress(output);
    const report = await followMove({ remote, timer: systemTimer, onProgress }, scope);
    output.result(() => describe(report), report);
    if (report.left > 0) process.exitCode = 1;
  } finally {
    await close();
  }
};

const sayEveryMs = 2_000;

/** Where a person looks on, every two seconds. */
function sayProgress({ json, note }: Output): FollowMoveDeps['onProgress'] {
  if (json || !isatty(process.stderr.fd)) return () => undefined;
  let saidAt = systemTimer.elapsed();
  return ({ moved, left }) => {
    if (systemTimer.elapsed() - saidAt < sayEveryMs) return;
    saidAt = systemTimer.elapsed();
    note(`${moved} moved, ${left} left`);
  };
}

function describe({ into, moved, left, revoked, failures, stoppedBy }: MoveReport): string {
  return [
    ...(failures.length === 0
      ? []
      : [
          table(
            ['grant', 'partner', 'code', 'to do'],
            failures.map(({ grant, partner, code, remedy }) => [grant, partner, code, plain(remedy)]),
          ),
        ]),
    ...(stoppedBy === undefined
      ? []
      : [`It ended early: ${plain(stoppedBy.message)}`, `To do: ${plain(stoppedBy.remedy)}`]),
    ...(revoked === 0 ? [] : [`${revoked} revoked grants stay where they are until they are purged.`]),
    `${moved} moved into ${into}, ${left} left, ${failures.length} failed.`,
  ].join('\n');
}
