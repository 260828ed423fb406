import { ConsentryError } from '@consentry/core';
import type { RequestOf } from '@consentry/core/contract';
import { type ConnectOptions, connect } from '../connect.ts';
import type { Run } from '../run.ts';
import { readDuration } from './read-duration.ts';

interface InviteOptions extends ConnectOptions {
  readonly partner?: string;
  readonly forGrant?: string;
  readonly partnerKind?: RequestOf<'createInvitation'>['body']['partnerKind'];
  readonly name?: string;
  readonly account?: string;
  readonly accountId?: string;
  readonly approve?: boolean;
  readonly lifetime?: string;
  readonly acceptUnknownMfa?: boolean;
  /** True: of a customer, whichever signs in. */
  readonly customer?: string | true;
  readonly customerName?: string;
  readonly allow?: readonly string[];
  readonly resource?: readonly string[];
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
        kind: kindOf(options),
        partner: options.partner,
        grant: options.forGrant,
        partnerName: options.name,
        partnerKind: options.partnerKind,
        account: options.account,
        accountId: options.accountId,
        acceptsUnknownMfa: options.acceptUnknownMfa === true,
        customer: options.customer === true ? undefined : options.customer,
        customerName: options.customerName,
        allowed: options.allow && [...options.allow],
        resources: options.resource && [...options.resource],
        lifetimeMs: options.lifetime === undefined ? undefined : readDuration(options.lifetime),
      },
    });
    output.result(
      () =>
        `Send this link to ${recipients[invitation.kind]}. It works until ${invitation.expiresAt}.${challengeNote(invitation.challengedBy)}\n\n  ${invitation.url}\n`,
      invitation,
    );
  } finally {
    await close();
  }
};

const recipients = {
  connect: 'the service account of the partner',
  approve: 'an administrator of the partner',
  customer: 'an administrator of the customer',
} as const;

/** @throws ConsentryError `usage` */
function kindOf({ approve, customer }: InviteOptions): keyof typeof recipients {
  if (approve === true && customer !== undefined) {
    throw new ConsentryError('usage', {
      message: 'A customer does not approve the application for a partner.',
      remedy: 'Write --approve for an administrator of the partner, or --customer for one of a customer.',
    });
  }
  if (customer !== undefined) return 'customer';
  return approve === true ? 'approve' : 'connect';
}

function challengeNote(tenant: string | undefined): string {
  return tenant === undefined ? '' : `\nIt carries the challenge of the tenant ${tenant}.`;
}
