import { writeFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import type { SecureContext } from 'node:tls';
import type { ServerOptions } from 'node:https';
import { createCertificateAuthority } from './certificate-authority.ts';

/** What an https server is started with, and the authority behind it. */
export interface ServerTls {
  /** PEM. */
  caCertificate: string;
  options: ServerOptions;
}

/**
 * Makes a certificate authority and what servers need to speak https with it. `localhost` and the loopback addresses have one
 * certificate; each name below `localhost` gets its own when a client first asks for it, because clients take no `*.localhost`.
 *
 * @param caFile where the authority's certificate is written, for `NODE_EXTRA_CA_CERTS`
 */
export async function createServerTls(caFile?: string): Promise<ServerTls> {
  const authority = await createCertificateAuthority();
  const loopback = await authority.issueLoopback();
  const contexts = new Map<string, Promise<SecureContext>>();
  async function createContext(name: string): Promise<SecureContext> {
    return createSecureContext(await authority.issue(name));
  }
  function getContext(name: string): Promise<SecureContext> {
    const known = contexts.get(name) ?? createContext(name);
    contexts.set(name, known);
    return known;
  }
  if (caFile !== undefined) await writeFile(caFile, authority.certificate);
  return {
    caCertificate: authority.certificate,
    options: {
      ...loopback,
      minVersion: 'TLSv1.2',
      SNICallback: (name, answer) => {
        // Any other name gets the certificate of localhost, which a client will refuse.
        if (!name.toLowerCase().endsWith('.localhost')) return answer(null);
        getContext(name.toLowerCase()).then(
          (context) => answer(null, context),
          (error: unknown) => answer(error instanceof Error ? error : new TypeError(String(error))),
        );
      },
    },
  };
}
