/**
 * A sandbox of Microsoft's partner cloud: Entra ID, Partner Center, Graph and Key Vault over HTTP, for tests and demonstrations.
 * It shares no code with the product.
 */
export { createSandbox } from './sandbox.ts';
export type { ListenOptions, Sandbox, SandboxOptions, SandboxService } from './sandbox.ts';
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
export type { WorldProblem } from './world/read-world.ts';
export type * from './world/types.ts';
export type { Origins, ServiceName } from './origins.ts';
export type { SandboxClock } from './clock.ts';
export type * from './ledger.ts';
export type { Control } from './control/control.ts';
export type { FaultyService, OrderedAnswer } from './control/faults.ts';
export type { IdTokenChange } from './control/id-token-forge.ts';
export type { AccountView, WorldView } from './control/world-view.ts';
export { writeWorldView } from './control/world-view.ts';
export { AADSTS } from './entra/aadsts.ts';
export type { AadstsCode, AadstsEntry } from './entra/aadsts.ts';
