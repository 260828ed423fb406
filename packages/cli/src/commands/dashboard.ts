import { type ConnectOptions, connect } from '../connect.ts';
import type { Run } from '../run.ts';

export interface DashboardOptions extends ConnectOptions {
  readonly role: 'viewer' | 'operator' | 'admin';
}

/** Prints a link to the dashboard. It stands on standard output alone, so that a program can open it. */
export const dashboard: Run<DashboardOptions> = async ({ role, ...options }, output) => {
  const { remote, close } = await connect(options);
  try {
    const link = await remote.call('createDashboardLink', { body: { role } });
    output.result(
      () =>
        `${link.url}\n\nOpen it within five minutes. It signs you in as ${role}, once: pass it to nobody.`,
      link,
    );
  } finally {
    await close();
  }
};
