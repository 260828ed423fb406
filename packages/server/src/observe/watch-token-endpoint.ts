import type { DeviceCodeEndpoint, TokenEndpoint } from '@consentry/core';
import type { Metrics } from './metrics.ts';
import type { Watch } from './watch.ts';

type GrantType = 'authorization_code' | 'refresh_token' | 'client_credentials' | 'device_code';

/** Counts, measures and traces what is asked of the token endpoint. The tenant is a GUID, as in the audit. */
export function watchTokenEndpoint(endpoint: TokenEndpoint, watch: Watch, metrics: Metrics): TokenEndpoint {
  const watched = watchAs(watch, metrics);
  return {
    redeemCode: (input) => watched('authorization_code', input.tenant, () => endpoint.redeemCode(input)),
    redeemRefreshToken: (input) =>
      watched('refresh_token', input.tenant, () => endpoint.redeemRefreshToken(input)),
    redeemClientCredentials: (input) =>
      watched('client_credentials', input.tenant, () => endpoint.redeemClientCredentials(input)),
  };
}

/** The same for device codes. That nobody has signed in yet is an answer like any other. */
export function watchDeviceCodeEndpoint(
  endpoint: DeviceCodeEndpoint,
  watch: Watch,
  metrics: Metrics,
): DeviceCodeEndpoint {
  const watched = watchAs(watch, metrics);
  return {
    start: (...asked) => endpoint.start(...asked),
    redeem: (tenant, ...asked) => watched('device_code', tenant, () => endpoint.redeem(tenant, ...asked)),
  };
}

function watchAs(watch: Watch, metrics: Metrics) {
  return <T>(grantType: GrantType, tenant: string, work: () => Promise<T>): Promise<T> =>
    watch(work, {
      span: `token endpoint ${grantType}`,
      attributes: { 'consentry.grant_type': grantType, 'consentry.tenant': tenant },
      ended({ outcome, seconds }) {
        metrics.count('consentry_token_endpoint_requests_total', { grant_type: grantType, outcome });
        metrics.observe(
          'consentry_token_endpoint_request_duration_seconds',
          { grant_type: grantType },
          seconds,
        );
      },
    });
}
