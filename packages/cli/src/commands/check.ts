import { ConsentryError, isConsentryError } from '@consentry/core';
import { type ConnectOptions, connect } from '../connect.ts';
import { endsAll } from '../ends-all.ts';
import { listAll, pageLimit } from '../list-all.ts';
import type { Run } from '../run.ts';
import { plain } from '../terminal/plain.ts';
import { table } from '../terminal/table.ts';

interface CheckOptions extends ConnectOptions {
  readonly grant?: string;
  readonly all?: boolean;
}

/**
 * Puts held grants to the proof, one after the other. Ends with 1 where one of them did not pass.
 * @throws ConsentryError `usage`, as `connect`; what keeps every grant from being checked
 */
export const check: Run<CheckOptions> = async ({ grant, all, ...options }, output) => {
  if ((grant === undefined) === (all !== true)) {
    throw new ConsentryError('usage', {
      message: 'It is not said which grant is to be checked.',
      remedy: 'Name one with --grant, or write --all for every grant that is held.',
    });
  }
  const { remote, close } = await connect(options);
  try {
    const ids = grant === undefined ? await listHeld(remote) : [grant];
    const items: { readonly id: string; readonly state: string; readonly code?: string }[] = [];
    for (const id of ids) {
      try {
        const { state } = await remote.call('checkGrant', { params: { id } });
        items.push({ id, state });
      } catch (error) {
        if (!isConsentryError(error) || endsAll(error)) throw error;
        items.push({ id, state: 'not passed', code: error.code });
      }
    }
    output.result(
      () =>
        items.length === 0
          ? 'No grant is held.'
          : table(
              ['grant', 'outcome', 'code'],
              items.map(({ id, state, code }) => [plain(id), state, code ?? '']),
            ),
      { items },
    );
    if (items.some(({ code }) => code !== undefined)) process.exitCode = 1;
  } finally {
    await close();
  }
};

type Remote = Awaited<ReturnType<typeof connect>>['remote'];

async function listHeld(remote: Remote): Promise<readonly string[]> {
  const held: string[] = [];
  for await (const { id, state } of listAll((after) =>
    remote.call('listGrants', { query: { limit: pageLimit, after } }),
  )) {
    if (state === 'held') held.push(id);
  }
  return held;
}
