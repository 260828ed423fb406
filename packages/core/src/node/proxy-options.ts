import type { Secret } from '../secret.ts';

/** The way out of the house. What goes by a proxy goes by nothing else: when it fails, the request fails. */
export interface ProxyOptions {
  /** http or https, without a user. */
  readonly url: string;
  /** `user:password`, as Basic authentication sends it. */
  readonly credentials?: Secret<string> | undefined;
  /** Authorities of a proxy that looks into TLS, trusted for what goes by it and nothing else. PEM. */
  readonly ca?: string | undefined;
  /** Hosts that are reached without it. A dot in front stands for everything below. */
  readonly except?: readonly string[];
}
