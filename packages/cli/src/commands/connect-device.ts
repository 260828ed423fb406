import { ConsentryError } from '@consentry/core';
import { systemTimer } from '@consentry/core/node';
import { awaitDeviceSignIn } from '../await-device-sign-in.ts';
import { type ConnectOptions, connect } from '../connect.ts';
import { describeDeviceCode } from '../describe-device-code.ts';
import type { Run } from '../run.ts';
import { plain } from '../terminal/plain.ts';

export interface ConnectDeviceOptions extends ConnectOptions {
  readonly deviceCode?: boolean;
  readonly partner: string;
  readonly account?: string;
  readonly acceptUnknownMfa?: boolean;
}

/**
 * Connects an account that signs in on another machine, with a code that this terminal shows. The code is shown on standard error,
 * so that it does not get into a file with the result.
 * @throws ConsentryError `usage`, those of `connect` and of the calls
 */
export const connectDevice: Run<ConnectDeviceOptions> = async (options, output) => {
  if (options.deviceCode !== true) {
    throw new ConsentryError('usage', {
      message: 'A partner is connected by an invitation.',
      remedy:
        'Make one with `consentry invite`. For a machine without a browser, at your own terminal: --device-code.',
    });
  }
  const { remote, close } = await connect(options);
  try {
    const started = await remote.call('startDeviceCode', {
      body: {
        partner: options.partner,
        accountId: options.account,
        acceptsUnknownMfa: options.acceptUnknownMfa === true,
      },
    });
    output.note(describeDeviceCode(started));
    const grant = await awaitDeviceSignIn(remote, started, (ms) => systemTimer.wait(ms));
    output.result(
      () =>
        `Connected ${plain(grant.username ?? grant.subject)}, partner ${grant.partner}: grant ${grant.id} (public client). MFA: ${grant.mfa}.`,
      { grant },
    );
  } finally {
    await close();
  }
};
