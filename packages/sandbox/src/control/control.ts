import type { PasswordReset } from '../entra/revocation.ts';
import type { WebhookOrder } from '../webhooks/webhook-event.ts';
import type { WebhookDelivery } from '../webhooks/webhooks.ts';
import type { FaultRule, FaultyService, OrderedAnswer } from './fault-rule.ts';
import type { PlayedFault } from './faults.ts';
import type { IdTokenChange } from './id-token-forge.ts';

/** How a test makes the sandbox misbehave, and time pass. */
export interface Control {
  /**
   * Orders a fault for the requests that a rule matches. The first rule that matches a request is played.
   *
   * @throws ControlProblems, a TypeError, that names everything that is wrong with the rule
   */
  playFault(rule: FaultRule): PlayedFault;
  /** Orders the next answer of a service; at `login`, of the token endpoint. Several orders are served in turn. */
  failNext(service: FaultyService, answer: OrderedAnswer): PlayedFault;
  /** Changes the next id_token: of the authorization code grant, or in hybrid the one that comes with the code. `null` deletes a claim. */
  forgeNextIdToken(change: IdTokenChange): void;
  /**
   * Moves the sandbox's clock.
   *
   * @throws ControlProblems when it would leave the years 1970 to 9999; it stays where it is then
   */
  moveClock(ms: number): void;
  /** Sets the sandbox's clock to an instant, epoch milliseconds. @throws ControlProblems as `moveClock` */
  setClock(at: number): void;
  /** Makes token requests wait until `release` is called; `letOthersPass` holds those alone that wait already. */
  holdTokenEndpoint(): { release(): void; letOthersPass(): void; waiting(): number };
  /** Makes a new signing key, at random. The one before stays published. */
  rotateKeys(): Promise<void>;
  /** Withdraws every signing key but the current one. */
  retireKeys(): void;
  /** Revokes every sign-in of a user. @returns false when the world has no such user */
  revokeSessions(userObjectId: string): boolean;
  /**
   * Approves a GDAP relationship that a partner proposed and locked, as an administrator of the customer does at the link.
   *
   * @param customer id or domain; needed where the proposal names none
   * @throws ControlProblems when no such proposal waits for approval, or it is another customer's
   */
  approveRelationship(id: string, customer?: string): void;
  /**
   * Registers an application in Partner Center, as a person does on its page "App management".
   *
   * @throws ControlProblems when the world has no such application
   */
  registerInPartnerCenter(clientId: string): void;
  /**
   * Sends a webhook event to where a partner registered, once, and waits for the answer.
   *
   * @throws ControlProblems for an order that is not good, and when no such partner is registered
   */
  sendWebhook(order: WebhookOrder): Promise<WebhookDelivery>;
  /** Sends a delivery again, byte by byte. @throws ControlProblems when it is not among the last hundred */
  replayWebhook(deliveryId: string): Promise<WebhookDelivery>;
  /** The root that receivers must trust, PEM. */
  webhookRoot(): Promise<string>;
  /** Gives a user a new password. @returns false when the world has no such user */
  resetPassword(userObjectId: string, reset: PasswordReset): boolean;
}
