import { connect, type ConnectOptions } from '../connect.ts';
import type { Run } from '../run.ts';
import { table } from '../terminal/table.ts';

export const grants: Run<ConnectOptions> = async (options, output) => {
  const { remote, close } = await connect(options);
  try {
    const { items } = await remote.call('listGrants', { query: { limit: 1000 } });
    output.result(
      () =>
        table(
          ['partner', 'account', 'state', 'since', 'MFA', 'stored'],
          items.map((grant) => [
            grant.partner,
            grant.username ?? grant.subject,
            grant.state,
            grant.stateSince,
            grant.mfa,
            grant.sealedAt,
          ]),
        ),
      { items },
    );
  } finally {
    await close();
  }
};
