/** The base URL of each service, without a trailing slash. */
export interface Origins {
  /** Entra ID: what `https://login.microsoftonline.com` is in the real cloud. */
  login: string;
  /** Partner Center: `https://api.partnercenter.microsoft.com`. */
  partnerCenter: string;
  /** Microsoft Graph: `https://graph.microsoft.com`. */
  graph: string;
  /** The sandbox's own control. It has no counterpart in the real cloud. */
  control: string;
}

/** The name of one service. */
export type ServiceName = keyof Origins;

export const SERVICE_NAMES = ['login', 'partnerCenter', 'graph', 'control'] as const;

/** The origins of a sandbox that lives in one process and never listens. `.test` is a reserved name. */
export const IN_PROCESS_ORIGINS: Origins = {
  login: 'https://login.sandbox.test',
  partnerCenter: 'https://partnercenter.sandbox.test',
  graph: 'https://graph.sandbox.test',
  control: 'https://control.sandbox.test',
};
