/** What Partner Center gives and takes, as types. */

export type * from './resources/agreement.ts';
export type * from './resources/commerce.ts';
export type * from './resources/customer.ts';
export type * from './resources/profile.ts';
export type * from './resources/resource.ts';
export type * from './resources/security.ts';
export type * from './resources/service-request.ts';
export type * from './resources/subscription.ts';
export type * from './resources/user.ts';
export type * from './resources/webhook.ts';
