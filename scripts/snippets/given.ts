/**
 * What a snippet in TypeScript may take as given. A page that begins with `apis` says where they come from; a reader has tenant ids, a
 * key, and an application of their own. Whatever else a snippet uses, it imports or declares.
 */
import type {
  ApplicationId,
  createApis,
  createWebhookReader,
  OutgoingRequest,
  TenantId,
} from '@consentry/core';
import type { Remote } from '@consentry/core/remote';
import type { Sandbox } from '@consentry/sandbox';

type Ports = Parameters<typeof createApis>[0];

export declare const partner: TenantId;
export declare const customer: TenantId;
export declare const anotherCustomer: TenantId;
export declare const key: string;
export declare const broker: Remote;
export declare const ports: Ports;
export declare const apis: ReturnType<typeof createApis>;
export declare const sandbox: Sandbox;
export declare const request: Request & OutgoingRequest;
export declare const graph: ReturnType<ReturnType<typeof createApis>['graph']>;
export declare const application: ApplicationId;
export declare const id: string;
export declare const group: string;
export declare const helpdesk: string;
export declare const body: Readonly<Record<string, unknown>>;
export declare const rawBody: Uint8Array;
export declare const intermediates: NonNullable<Parameters<typeof createWebhookReader>[0]['intermediates']>;
