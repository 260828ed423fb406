import { ConsentryError } from '@consentry/core';
import { type HttpHandler, pathOf } from '../http/incoming.ts';
import { refuseWithJson } from '../http/refuse.ts';
import { commonHeaders } from '../http/security-headers.ts';
import { type Metrics, metricsContentType } from './metrics.ts';

/** `GET /metrics`, and nothing else. It is not part of the contract: its form is Prometheus'. */
export function createMetricsHandler(metrics: Metrics, createRequestId: () => string): HttpHandler {
  return async ({ method, target }) => {
    if (pathOf(target) !== '/metrics') {
      return refuseWithJson(new ConsentryError('not_found'), createRequestId());
    }
    if (method !== 'GET' && method !== 'HEAD') {
      const reply = refuseWithJson(new ConsentryError('method_not_allowed'), createRequestId());
      return { ...reply, headers: { ...reply.headers, allow: 'GET' } };
    }
    const headers = { ...commonHeaders, 'content-type': metricsContentType };
    return { status: 200, headers, body: await metrics.read() };
  };
}
