import { ConsentryError } from '@consentry/core';
import { type ConnectOptions, connect } from '../connect.ts';
import type { Run } from '../run.ts';
import { readDuration } from './read-duration.ts';

interface InviteOptions extends ConnectOptions {
  readonly partner?: string;
  readonly forGrant?: string;
  readonly name?: string;
  readonly account?: string;
  readonly accountId?: string;
  readonly approve?: boolean;
  readonly lifetime?: string;
  readonly acceptUnknownMfa?: boolean;
}

export const invite: Run<InviteOptions> = async (options, output) => {
  if (options.partner === undefined && options.forGrant === undefined) {
    throw new ConsentryError('usage', {
      message: 'Nobody is invited.',
      remedy:
        'Name the partner with --partner, or a grant whose account is to consent again with --for-grant.',
    });
  }
  const { remote, close } = await connect(options);
  try {
    const invitation = await remote.call('createInvitation', {
      body: {
        kind: options.approve === true ? 'approve' : 'connect',
        partner: options.partner,
        grant: options.forGrant,
        partnerName: options.name,
        account: options.account,
        accountId: options.accountId,
        acceptsUnknownMfa: options.acceptUnknownMfa === true,
        lifetimeMs: options.lifetime === undefined ? undefined : readDuration(options.lifetime),
      },
    });
    output.result(
      () =>
        `Send this link to ${options.approve === true ? 'an administrator' : 'the service account'} of the partner. It works until ${invitation.expiresAt}.${challengeNote(invitation.challengedBy)}\n\n  ${invitation.url}\n`,
      invitation,
    );
  } finally {
    await close();
  }
};

function challengeNote(tenant: string | undefined): string {
  return tenant === undefined ? '' : `\nIt carries the challenge of the tenant ${tenant}.`;
}
