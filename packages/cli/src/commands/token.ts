import { connect, type ConnectOptions } from '../connect.ts';
import type { Run } from '../run.ts';

export interface TargetOptions extends ConnectOptions {
  readonly partner: string;
  readonly customer?: string;
  readonly resource: string;
  readonly scope?: string[];
}

/** Prints the token alone, so that it can be put into a variable; with `--json` the whole answer. */
export const token: Run<TargetOptions> = async (options, output) => {
  const { remote, close } = await connect(options);
  try {
    const answer = await remote.call('acquireToken', {
      body: {
        partner: options.partner,
        customer: options.customer,
        resource: options.resource,
        scopes: options.scope,
      },
    });
    output.result(() => answer.accessToken, answer);
  } finally {
    await close();
  }
};
