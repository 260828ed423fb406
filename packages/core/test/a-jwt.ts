import { Secret } from '../src/secret.ts';
import { clientId, customer, noon } from './builders.ts';

const seconds = (at: number): number => Math.floor(at / 1000);

/** The claims of a delegated v1 token for Graph in a customer's tenant, valid for an hour from noon. */
export const graphClaims = {
  aud: 'https://graph.microsoft.com',
  iss: `https://sts.windows.net/${customer}/`,
  tid: customer,
  oid: '44444444-4444-4444-8444-444444444444',
  sub: 'pairwise',
  appid: clientId,
  ver: '1.0',
  scp: 'User.Read.All Directory.Read.All',
  amr: ['pwd', 'mfa'],
  iat: seconds(noon),
  nbf: seconds(noon),
  exp: seconds(noon) + 3600,
};

/** The claims of an app-only v1 token for Defender. */
export const defenderClaims = {
  ...graphClaims,
  aud: 'https://api.security.microsoft.com',
  idtyp: 'app',
  sub: graphClaims.oid,
  scp: undefined,
  amr: undefined,
  roles: ['Incident.Read.All'],
};

/** A JWT that nobody signed: enough for what only reads it. */
export function aJwt(claims: object, header: object = { alg: 'RS256', kid: 'key-1' }): Secret<string> {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return Secret.of(`${part(header)}.${part(claims)}.c2lnbmF0dXJl`);
}
