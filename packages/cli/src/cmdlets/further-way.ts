import { type Operation, partnerCenterOperations } from '@consentry/core';
import type { OperationName } from './further-cmdlets.ts';

/** What there is for a cmdlet that has no command of its own. */
export interface FurtherWay {
  /** `GET /v1/customers/{customer}/subscriptions` */
  readonly request: string;
  readonly operation: OperationName;
  /** Absent where it writes, or answers without a body. */
  readonly command?: string;
}

const operations = new Map<string, Operation>(
  Object.values(partnerCenterOperations).flatMap((group) => Object.entries<Operation>(group)),
);

/** @throws TypeError there is no such operation */
export function findFurtherWay(operation: OperationName): FurtherWay {
  const row = operations.get(operation);
  if (row === undefined) throw new TypeError(`${operation} is no operation of Partner Center.`);
  // What may be left out of the query is left out.
  const request = row.request.replace(/\{[?&][^}]*\}/, '');
  if (!request.startsWith('GET ')) return { request, operation };
  const path = request
    .slice('GET '.length)
    .replaceAll(/\{(\w+)\}/g, (_, name: string) => `$${variable(name)}`);
  return {
    request,
    operation,
    command: `consentry call --partner $PARTNER --resource partner-center --path "${path}" --key-file caller.key`,
  };
}

/** `serviceRequest` becomes `SERVICE_REQUEST`. */
function variable(name: string): string {
  return name.replaceAll(/(?=[A-Z])/g, '_').toUpperCase();
}
