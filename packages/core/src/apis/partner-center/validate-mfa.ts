import type { MfaProbe } from '../../consent/mfa-probe.ts';
import type { Cloud } from '../../entra/clouds.ts';
import { isConsentryError } from '../../errors.ts';
import type { Fetch, Random } from '../../ports.ts';
import { call } from '../call.ts';
import { createRequestHeaders } from '../request-headers.ts';
import { readMfaHeader } from './mfa-header.ts';

/** An {@link MfaProbe} that makes the smallest call of Partner Center with `ValidateMfa` and reads its answer. */
export function createMfaProbe(deps: {
  readonly cloud: Cloud;
  readonly fetch: Fetch;
  readonly random: Random;
}): MfaProbe {
  return async (accessToken) => {
    const baseUrl = deps.cloud.resources['partner-center']?.baseUrl;
    if (baseUrl === undefined) return 'unknown';
    try {
      const answer = await call(
        deps.fetch,
        { value: accessToken, baseUrl },
        {
          method: 'GET',
          path: '/v1/customers?size=1',
          headers: createRequestHeaders(deps.random, { resource: 'partner-center' }),
        },
      );
      const compliant = readMfaHeader(answer.headers);
      return compliant === undefined ? 'unknown' : compliant ? 'confirmed' : 'absent';
    } catch (error) {
      if (!isConsentryError(error)) throw error;
      return error.code === 'api_mfa_required' ? 'absent' : 'unknown';
    }
  };
}
