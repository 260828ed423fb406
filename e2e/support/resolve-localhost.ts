// Started before a program by `node --import`: names below .localhost lead to this machine, as in browsers and curl.
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';

const { lookup } = dns;
const lookUp = (host: string, ...rest: unknown[]): void => {
  Reflect.apply(lookup, dns, [host.endsWith('.localhost') ? '127.0.0.1' : host, ...rest]);
};
dns.lookup = Object.assign(lookUp, { __promisify__: lookup.__promisify__ });
syncBuiltinESMExports();
