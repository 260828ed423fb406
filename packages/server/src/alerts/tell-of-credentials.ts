import type { Clock, CredentialWatch } from '@consentry/core';
import { nothingToDo } from './alert.ts';
import type { Tell } from './alerts.ts';

/**
 * Tells once that a credential of our application is refused, and once by which one it is accepted again: the same, or another
 * that stood ready. What one tenant says of it counts for all.
 */
export function tellOfCredentials(clock: Clock, tell: Tell): CredentialWatch {
  return {
    refused({ name }, { message, remedy }) {
      const detail = `${message} It is ${name}. Unless another one serves, no partner gets new tokens; no grant is marked for it.`;
      const at = clock.now();
      tell({ type: 'credential.refused', at, about: [name, at], code: 'client_credential', detail, remedy });
    },
    chosen({ name }) {
      const at = clock.now();
      const detail = `The identity provider gave a token for ${name}.`;
      tell({ type: 'credential.accepted', at, about: [name, at], detail, remedy: nothingToDo });
    },
  };
}
