import { type ConnectOptions, connect } from '../connect.ts';
import { listAll, pageLimit } from '../list-all.ts';
import type { Run } from '../run.ts';
import { table } from '../terminal/table.ts';

export const grants: Run<ConnectOptions> = async (options, output) => {
  const { remote, close } = await connect(options);
  try {
    const items = await Array.fromAsync(
      listAll((after) => remote.call('listGrants', { query: { limit: pageLimit, after } })),
    );
    output.result(
      () =>
        table(
          ['grant', 'partner', 'account', 'state', 'since', 'MFA', 'stored', 'client'],
          items.map((grant) => [
            grant.id,
            grant.partner,
            grant.username ?? grant.subject,
            grant.state,
            grant.stateSince,
            grant.mfa,
            grant.sealedAt,
            grant.isPublicClient ? 'public client' : 'confidential',
          ]),
        ),
      { items },
    );
  } finally {
    await close();
  }
};
