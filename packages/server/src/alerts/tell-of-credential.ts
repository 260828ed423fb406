import {
  type Clock,
  type ConsentryError,
  errorTable,
  isConsentryError,
  type TokenEndpoint,
} from '@consentry/core';
import { nothingToDo } from './alert.ts';
import type { Tell } from './alerts.ts';

/**
 * Tells once that our application's credential is refused, and once that it is accepted again. It is one for all tenants, so what
 * one of them says of it counts for all.
 *
 * @param endpoint makes one request for each call: a refusal that is told again from memory says nothing new
 */
export function tellOfCredential(endpoint: TokenEndpoint, clock: Clock, tell: Tell): TokenEndpoint {
  let isRefused = false;

  const noteRefused = ({ facts }: ConsentryError): void => {
    if (isRefused) return;
    isRefused = true;
    const { message, remedy } = errorTable.client_credential;
    const number = facts['aadsts'] === undefined ? '' : ` It says AADSTS${String(facts['aadsts'])}.`;
    const detail = `${message}${number} No partner gets new tokens; no grant is marked for it.`;
    const at = clock.now();
    tell({ type: 'credential.refused', at, about: [at], code: 'client_credential', detail, remedy });
  };

  const noteAccepted = (): void => {
    if (!isRefused) return;
    isRefused = false;
    const at = clock.now();
    const detail = 'The identity provider gave a token for it.';
    tell({ type: 'credential.accepted', at, about: [at], detail, remedy: nothingToDo });
  };

  const noted = async <T>(asking: Promise<T>): Promise<T> => {
    try {
      const answer = await asking;
      noteAccepted();
      return answer;
    } catch (error) {
      if (isConsentryError(error, 'client_credential')) noteRefused(error);
      throw error;
    }
  };

  return {
    redeemCode: (request) => noted(endpoint.redeemCode(request)),
    redeemRefreshToken: (request) => noted(endpoint.redeemRefreshToken(request)),
    redeemClientCredentials: (request) => noted(endpoint.redeemClientCredentials(request)),
  };
}
