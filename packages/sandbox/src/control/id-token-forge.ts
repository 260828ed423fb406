/** What is wrong with the next id_token. */
export interface IdTokenChange {
  /** Claims to set; `null` deletes one. */
  claims?: Record<string, unknown>;
  /** Header parameters to set. They do not choose the key; `signWith` does. */
  header?: Record<string, unknown>;
  /**
   * `none`: no signature. `unknown-key`: a key that no key set has. `consumer-key`: the key that is published for
   * personal accounts only. `hs256`: a MAC whose secret is the public key.
   */
  signWith?: 'none' | 'unknown-key' | 'consumer-key' | 'hs256';
}

/** Changes that wait for the next id_token, first in first out. */
export interface IdTokenForge {
  order(change: IdTokenChange): void;
  take(): IdTokenChange | undefined;
}

export function createIdTokenForge(): IdTokenForge {
  const changes: IdTokenChange[] = [];
  return {
    order: (change) => {
      changes.push(change);
    },
    take: () => changes.shift(),
  };
}
