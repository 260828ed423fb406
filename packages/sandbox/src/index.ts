/**
 * A sandbox of Microsoft's partner cloud: Entra ID, Partner Center, Graph and Key Vault over HTTP, for tests and demonstrations.
 * It shares no code with the product.
 */
export { createSandbox } from './create-sandbox.ts';
export type { Sandbox, SandboxFetch, SandboxOptions, SandboxService } from './sandbox.ts';
export {
  defaultWorld,
  DEFAULT_APPLICATION,
  DEFAULT_PASSWORD,
  DEFAULT_TENANTS,
} from './world/default-world.ts';
export type { DefaultWorldOptions } from './world/default-world.ts';
export { generateWorld } from './world/generate-world.ts';
export type { GenerateWorldOptions } from './world/generate-world.ts';
export { readWorld, WorldFileError } from './world/read-world.ts';
export type * from './world/types.ts';
export { localNames, SERVICE_NAMES } from './origins.ts';
export type { Origins, ServiceName } from './origins.ts';
export { ListenError } from './listen-error.ts';
export type { ListenOptions } from './listen-options.ts';
export { isLoopback } from './loopback.ts';
export type { SandboxClock } from './clock.ts';
export type * from './ledger.ts';
export type { Control } from './control/control.ts';
export type { Fault, FaultRule, FaultyService, OrderedAnswer } from './control/fault-rule.ts';
export type { PlayedFault } from './control/faults.ts';
export type { ThrottleCounts } from './control/throttle-window.ts';
export { ControlProblems } from './control/problems.ts';
export type { Problem } from './problems.ts';
export type { IdTokenChange } from './control/id-token-forge.ts';
export type { AccountView, WorldView } from './control/world-view.ts';
export type { PasswordReset } from './entra/revocation.ts';
export type { Deliver } from './webhooks/deliver.ts';
export type { WebhookDefect, WebhookOrder } from './webhooks/webhook-event.ts';
export type { WebhookDelivery } from './webhooks/webhooks.ts';
export { writeWorldView } from './control/world-view.ts';
export { AADSTS } from './entra/aadsts.ts';
export type { AadstsCode, AadstsEntry } from './entra/aadsts.ts';
