import { isIPv4 } from 'node:net';

/** True for `localhost` and the names below it. */
export function isLocalName(name: string): boolean {
  return name === 'localhost' || /^([a-z0-9-]+\.)+localhost$/.test(name);
}

/** True for an address, or `localhost`, that only this machine reaches. IPv6 may stand in brackets, as in a URL. */
export function isLoopback(host: string): boolean {
  return (
    host === 'localhost' || host === '::1' || host === '[::1]' || (isIPv4(host) && host.startsWith('127.'))
  );
}
