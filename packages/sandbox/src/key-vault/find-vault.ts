import type { SandboxParts } from '../parts.ts';
import type { Vault } from '../world/types.ts';

/** A host that names its vault in front: `example.vault.localhost`. */
const NAMED_HOST = /^([a-z0-9-]+)\.vault\./;

/** Finds the vault that a host stands for. A host that names none, such as `127.0.0.1`, stands for the world's first. */
export function findVault({ world }: SandboxParts, hostname: string): Vault | undefined {
  const name = NAMED_HOST.exec(hostname.toLowerCase())?.[1];
  return name === undefined ? world.vaults[0] : world.vaults.find((vault) => vault.name === name);
}

/** The base URL of a vault, without a trailing slash. It is made from the origin, never from a request. */
export function baseUrlOf({ world, origins }: SandboxParts, vault: Vault): string {
  const { protocol, hostname, port } = new URL(origins.vault);
  const tail = port === '' ? '' : `:${port}`;
  if (NAMED_HOST.test(hostname)) {
    return `${protocol}//${hostname.replace(NAMED_HOST, `${vault.name}.vault.`)}${tail}`;
  }
  return vault === world.vaults[0] ? origins.vault : `${protocol}//${vault.name}.vault.localhost${tail}`;
}
