import { createHash } from 'node:crypto';
import type { ErrorCode, GrantId, TenantId } from '@consentry/core';
import { type AlertType, alertTable, type Severity } from './alert-table.ts';

/** What happened that needs a person. No field ever holds a secret, and none holds what somebody outside wrote. */
export interface AlertNews {
  readonly type: AlertType;
  /** Epoch milliseconds. */
  readonly at: number;
  /** More urgent than the table has it. */
  readonly severity?: Severity;
  /** In sentences. */
  readonly detail: string;
  /** What a person does next. */
  readonly remedy: string;
  /** Of the table of errors. */
  readonly code?: ErrorCode;
  readonly partner?: TenantId;
  readonly grant?: GrantId;
  readonly customer?: TenantId;
  /**
   * What tells it from all other news of its type. The same at every replica that notices the same thing, except for
   * `credential.…` and `broker.…`, which are what one replica met itself.
   */
  readonly about: readonly (string | number)[];
}

/** What is sent, as JSON. Its form is public: `version` grows when a field changes its meaning or goes, not when one is added. */
export interface Alert {
  readonly version: 1;
  /** Of what happened: who gets an id twice may drop the second. */
  readonly id: string;
  readonly at: string;
  /** The public address of the broker: whose alert it is. */
  readonly broker: string;
  readonly type: AlertType;
  readonly severity: Severity;
  readonly title: string;
  readonly detail: string;
  readonly remedy: string;
  readonly code?: ErrorCode;
  readonly partner?: TenantId;
  readonly grant?: GrantId;
  /** The tenant of a customer. */
  readonly customer?: TenantId;
  /** All that a person needs, for chats that show one field. */
  readonly text: string;
}

/** The remedy of news that end others. */
export const nothingToDo = 'Nobody needs to do anything.';

/** @param broker the public address */
export function createAlert(broker: string, news: AlertNews): Alert {
  const { type, at, detail, remedy, about, code, partner, grant, customer } = news;
  const { severity: usual, title } = alertTable[type];
  const severity = news.severity ?? usual;
  return {
    version: 1,
    id: createAlertId([broker, type, ...about]),
    at: new Date(at).toISOString(),
    broker,
    type,
    severity,
    title,
    detail,
    remedy,
    ...(code !== undefined && { code }),
    ...(partner !== undefined && { partner }),
    ...(grant !== undefined && { grant }),
    ...(customer !== undefined && { customer }),
    text: `[${severity}] ${title}\n${detail}\n${remedy}\n${broker}`,
  };
}

function createAlertId(parts: readonly (string | number)[]): string {
  const digest = createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
  return `alert_${digest.slice(0, 22)}`;
}
