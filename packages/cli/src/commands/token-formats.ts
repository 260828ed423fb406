import { ConsentryError } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { plain } from '../terminal/plain.ts';

type Token = AnswerOf<'acquireToken'>;

/** What a person wants to know of a token, without the token. */
export function describeToken(token: Token): string {
  const { resource, baseUrl, tenant, scopes, expiresAt } = token;
  const rows = [
    ['Resource', resource],
    ['Send it to', baseUrl],
    ['Tenant', tenant],
    ['Permissions', scopes.join(' ')],
    ['Expires', expiresAt],
  ] as const;
  return rows.map(([name, value]) => `${name.padEnd(12)} ${plain(value)}`).join('\n');
}

/**
 * A configuration that `curl -K -` reads from standard input. Where the API is at https, curl is kept to it: a host that
 * is given to it without a scheme would get the token by http.
 * @param url of the request; left out when curl is told elsewhere
 * @see https://curl.se/docs/manpage.html#-K (2026-11-26)
 */
export function formatForCurl({ accessToken, baseUrl }: Token, url: string | undefined): string {
  return [
    ...(url === undefined ? [] : [`url = ${quote(url)}`]),
    ...(baseUrl.startsWith('https:') ? ['proto = "=https"', 'proto-default = "https"'] : []),
    `header = ${quote(`Authorization: Bearer ${accessToken}`)}`,
  ].join('\n');
}

/** @throws ConsentryError `not_a_broker` for a value that would begin another line */
function quote(value: string): string {
  if (/\p{Cc}/u.test(value)) throw new ConsentryError('not_a_broker');
  return `"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

/**
 * One line of JSON for `ConvertFrom-Json`. In ASCII: PowerShell reads what a program writes by the code page of the
 * console.
 * @param url of the request; left out when PowerShell is told elsewhere
 * @see https://learn.microsoft.com/powershell/module/microsoft.powershell.utility/convertfrom-json (2026-11-26)
 */
export function formatForPowerShell(
  { accessToken, expiresAt, tenant, baseUrl }: Token,
  url?: string,
): string {
  const fields = { accessToken, expiresAt, tenant, baseUrl, ...(url === undefined ? {} : { uri: url }) };
  return JSON.stringify(fields).replaceAll(
    /[^\x20-\x7e]/g,
    (character) => String.raw`\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
