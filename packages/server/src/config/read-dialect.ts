import { type Dialect, findDialect } from '@consentry/core';
import type { Report } from './report.ts';
import type { Values } from './settings.ts';

/** Reads how Entra is spoken to. v1 without a word on the response type means hybrid. */
export function readDialect(values: Values, report: Report): Dialect | undefined {
  const endpoints = values['entra.endpoints'];
  if (endpoints === undefined) return undefined;
  const responseType = values['entra.responseType'] ?? (endpoints === 'v1' ? 'code id_token' : 'code');
  const dialect = findDialect(endpoints, responseType);
  if (dialect === undefined) {
    report.add(
      'entra.responseType',
      'is code, which does not go with entra.endpoints v1: the token endpoint of v1 may send an unsigned id_token',
      'Use code id_token and turn “ID tokens” on in the app registration, or use v2.',
    );
  }
  return dialect;
}
