import { assembleSandbox } from '../src/assemble-sandbox.ts';
import { createSigningKey, createSigningKeys } from '../src/entra/signing-keys.ts';
import type { SigningKey } from '../src/entra/signing-keys.ts';
import type { Sandbox, SandboxOptions } from '../src/index.ts';

// Made once for a process of tests: making them is half of the work of a test that signs in.
const first = await createSigningKey();
let consumer: Promise<SigningKey> | undefined;

/** A sandbox whose first keys all sandboxes of this process have. What it rotates and retires is its own. */
export function createTestSandbox(options: SandboxOptions): Sandbox {
  const makeConsumer = (): Promise<SigningKey> => (consumer ??= createSigningKey());
  return assembleSandbox(options, createSigningKeys(first, makeConsumer));
}
