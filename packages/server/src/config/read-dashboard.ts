import { readApplicationId, readTenantId, type ApplicationId, type TenantId } from '@consentry/core';
import { isLoopbackHost } from './loopback.ts';
import type { ListenAddress } from './read-doors.ts';
import type { Report } from './report.ts';
import type { Values } from './settings.ts';

/** Where people who run the broker look after it. */
export interface DashboardConfig {
  /** The origin that people open, without a slash at the end. */
  readonly url: string;
  /** Undefined: people sign in by links that the operator key makes. */
  readonly accounts: DashboardAccounts | undefined;
}

/** Sign-in with accounts of one tenant, by an app registration of its own. */
export interface DashboardAccounts {
  readonly tenant: TenantId;
  readonly clientId: ApplicationId;
  /** The authentication context that stands for MFA, such as `c1`. Undefined: MFA stays unknown. */
  readonly authenticationContext: string | undefined;
}

/** Undefined: there is no dashboard, or the report says what is wrong. */
export function readDashboard(
  values: Values,
  apiListener: ListenAddress | undefined,
  report: Report,
): DashboardConfig | undefined {
  const url = readUrl(values, apiListener, report);
  const accounts = readAccounts(values, report);
  return url === undefined ? undefined : { url, accounts };
}

/** What is open to other machines is opened by a name that only its operator knows, over TLS. */
function readUrl(values: Values, listener: ListenAddress | undefined, report: Report): string | undefined {
  const given = values['dashboard.url'];
  if (given === undefined) {
    if (listener === undefined || listener.port === 0 || !isLoopbackHost(listener.host)) return undefined;
    return new URL(
      `http://${listener.host.includes(':') ? `[${listener.host}]` : listener.host}:${listener.port}`,
    ).origin;
  }
  const url = new URL(given);
  if (url.pathname !== '/') {
    report.add('dashboard.url', 'has a path', `Write the address alone: ${url.origin}`);
    return undefined;
  }
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname)) {
    report.add('dashboard.url', 'is http', 'Use https; http is for this machine only.');
    return undefined;
  }
  return url.origin;
}

function readAccounts(values: Values, report: Report): DashboardAccounts | undefined {
  const tenant = values['dashboard.tenant'];
  const clientId = values['dashboard.clientId'];
  const authenticationContext = values['dashboard.authenticationContext'];
  if (tenant === undefined && clientId === undefined) {
    if (authenticationContext !== undefined) {
      report.add(
        'dashboard.authenticationContext',
        'is for sign-in with accounts, and there is none',
        'Give dashboard.tenant and dashboard.clientId too, or leave it out.',
      );
    }
    return undefined;
  }
  if (tenant === undefined || clientId === undefined) {
    const missing = tenant === undefined ? 'dashboard.tenant' : 'dashboard.clientId';
    report.add(missing, 'is missing', 'Sign-in with accounts needs dashboard.tenant and dashboard.clientId.');
    return undefined;
  }
  if (clientId === values['application.id']) {
    report.add(
      'dashboard.clientId',
      'is application.id once more',
      'Register an application of its own for the dashboard: who may look after the broker has nothing to do with what it may do.',
    );
  }
  return {
    tenant: readTenantId(tenant),
    clientId: readApplicationId(clientId),
    authenticationContext,
  };
}
