import type { Fetch } from '@consentry/core';

let count = 0;

/** An answer of a token endpoint, as JSON: an access token of this length that nobody signed, and a refresh token. */
export function writeTokenAnswer(tokenBytes: number): string {
  count += 1;
  return JSON.stringify({
    token_type: 'Bearer',
    scope: 'https://graph.microsoft.com/.default',
    expires_in: 3599,
    ext_expires_in: 3599,
    access_token: `eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.${count}.`.padEnd(tokenBytes, 'x'),
    refresh_token: `1.${count}.`.padEnd(Math.min(tokenBytes, 1200), 'y'),
  });
}

/** A token endpoint without a network: the answer is there at once. */
export function answerAtOnce(tokenBytes: number): Fetch {
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  return async () => ({ status: 200, headers, body: Buffer.from(writeTokenAnswer(tokenBytes)) });
}
