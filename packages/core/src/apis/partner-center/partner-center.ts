import type { Api } from '../api.ts';
import { type AuditQuery, readAudit } from './audit-records.ts';
import { createMethod, type OperationSettings } from './call-operation.ts';
import type { OperationMethod } from './operation-types.ts';
import { operations } from './operations.ts';
import { pages } from './pages.ts';
import type { AuditRecord } from './resources/security.ts';

/** How Partner Center is asked. */
export interface PartnerCenterOptions {
  /** How many items Partner Center puts on a page. */
  readonly pageSize?: number;
  /** The language of names and rates, such as `de-DE`. Partner Center takes `en-US` unless told otherwise. */
  readonly locale?: string;
  /** The name of your program: Microsoft’s support sees it beside the call. */
  readonly application?: string;
}

/** A method for each row of the table of operations. */
export type PartnerCenterOperations = {
  readonly [Name in keyof typeof operations]: OperationMethod<(typeof operations)[Name]>;
};

/**
 * Partner Center, in the name of one partner’s service account.
 *
 * Each operation of the table is a method: first the ids of its path in their order, then an object with what its query takes, its
 * `body`, and for a write its `requestId`. What gives a collection is an async iterable over all of its pages; nothing is asked
 * before it is walked.
 *
 * @throws ConsentryError every method: `path_refused` (an id that is none), `app_only_refused` (a token of the application alone
 *   where Partner Center wants an account), `invalid_request` (a body without the ETag that it needs), `api_changed` (the thing was
 *   changed since it was read), `api_…` and those of the credential source
 * @see docs/partner-center.md
 */
export interface PartnerCenter extends PartnerCenterOperations {
  /** Every record of the audit of a time, however long: the operation `auditRecords`, window after window. */
  audit(query: AuditQuery): AsyncIterable<AuditRecord>;
  /** Every item of any collection, by its path. */
  collection(path: string): AsyncIterable<unknown>;
}

/**
 * @param api for Partner Center
 * @throws TypeError for a locale or a name that no header can carry
 */
export function createPartnerCenter(api: Api, options: PartnerCenterOptions = {}): PartnerCenter {
  const settings: OperationSettings = { headers: readHeaders(options), pageSize: options.pageSize ?? 500 };
  const methods = Object.entries(operations).map(([name, operation]) => [
    name,
    createMethod(api, name, operation, settings),
  ]);
  const typed = Object.fromEntries(methods) as PartnerCenterOperations;
  return {
    ...typed,
    audit: (query) => readAudit((days) => typed.auditRecords(days), query),
    collection: (path) => pages<unknown>(api, path, { headers: settings.headers }),
  };
}

/** @see Partner Center REST, "Partner Center REST headers" (2023-10) */
function readHeaders({ locale, application }: PartnerCenterOptions): Record<string, string> {
  if (locale !== undefined && !/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(locale)) {
    throw new TypeError('locale must be a language tag, such as en-US');
  }
  if (application !== undefined && !/^[\x21-\x7e][\x20-\x7e]{0,127}$/.test(application)) {
    throw new TypeError('application must be a name of 1 to 128 printable ASCII characters');
  }
  return {
    ...(locale !== undefined && { 'x-locale': locale }),
    ...(application !== undefined && { 'ms-partnercenter-application': application }),
  };
}
