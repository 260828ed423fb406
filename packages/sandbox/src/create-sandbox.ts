import { assembleSandbox } from './assemble-sandbox.ts';
import { createSigningKey, createSigningKeys } from './entra/signing-keys.ts';
import type { Sandbox, SandboxOptions } from './sandbox.ts';

/** Creates a sandbox. Its signing keys are made here, at random. */
export async function createSandbox(options: SandboxOptions): Promise<Sandbox> {
  return assembleSandbox(options, createSigningKeys(await createSigningKey()));
}
