/** The base URL of each service, without a trailing slash. */
export interface Origins {
  /** Entra ID: what `https://login.microsoftonline.com` is in the real cloud. */
  login: string;
  /** Partner Center: `https://api.partnercenter.microsoft.com`. */
  partnerCenter: string;
  /** Microsoft Graph: `https://graph.microsoft.com`. */
  graph: string;
  /** Azure Resource Manager: `https://management.azure.com`. */
  arm: string;
  /** Microsoft Defender XDR: `https://api.security.microsoft.com`; a name in front, such as `api-eu.`, is a regional host. */
  defender: string;
  /** Key Vault: `https://NAME.vault.azure.net` of one vault; the others are found by their names in the host. */
  vault: string;
  /** The sandbox's own control. It has no counterpart in the real cloud. */
  control: string;
}

/** The name of one service. */
export type ServiceName = keyof Origins;

/** All services, in the order in which they are told. */
export const SERVICE_NAMES = [
  'login',
  'partnerCenter',
  'graph',
  'arm',
  'defender',
  'vault',
  'control',
] as const;

/**
 * Names below `localhost` that a sandbox can listen under, as the services have them in the real cloud. The control has none.
 *
 * @param vaultName the world's first vault
 */
export function localNames(vaultName = 'example'): Record<Exclude<ServiceName, 'control'>, string> {
  return {
    login: 'login.localhost',
    partnerCenter: 'partnercenter.localhost',
    graph: 'graph.localhost',
    arm: 'arm.localhost',
    defender: 'defender.localhost',
    vault: `${vaultName}.vault.localhost`,
  };
}

/**
 * The origins of a sandbox that lives in one process and never listens. `.test` is a reserved name.
 *
 * @param vaultName the world's first vault
 */
export function inProcessOrigins(vaultName = 'example'): Origins {
  return {
    login: 'https://login.sandbox.test',
    partnerCenter: 'https://partnercenter.sandbox.test',
    graph: 'https://graph.sandbox.test',
    arm: 'https://arm.sandbox.test',
    defender: 'https://defender.sandbox.test',
    vault: `https://${vaultName}.vault.sandbox.test`,
    control: 'https://control.sandbox.test',
  };
}
