import { ConsentryError } from '@consentry/core';
import type { HttpHandler } from '../http/create-listener.ts';
import { refuseWithJson } from '../http/refuse.ts';
import { commonHeaders } from '../http/security-headers.ts';
import { type Metrics, metricsContentType } from './metrics.ts';

/** `GET /metrics`, and nothing else. It is not part of the contract: its form is Prometheus'. */
export function createMetricsHandler(metrics: Metrics, createRequestId: () => string): HttpHandler {
  return async (request) => {
    if (new URL(request.url).pathname !== '/metrics') {
      return refuseWithJson(new ConsentryError('not_found'), createRequestId());
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      const response = refuseWithJson(new ConsentryError('method_not_allowed'), createRequestId());
      response.headers.set('allow', 'GET');
      return response;
    }
    return new Response(await metrics.read(), {
      headers: { ...commonHeaders, 'content-type': metricsContentType },
    });
  };
}
