import { getCACertificates } from 'node:tls';

/** The certificate authorities that this machine's Node trusts, PEM: those that it ships, and what its flags and environment add. */
export function systemRoots(): readonly string[] {
  return getCACertificates('default');
}
