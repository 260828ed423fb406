import { renewParts, source } from './parts.ts';
import { refusalTable } from './refusal-table.ts';

/** The guide to the sandbox. */
export function sandboxGuide(): string {
  return renewParts('docs/sandbox.md', {
    example: () => source('examples/sandbox/integration.test.ts'),
    preload: () => source('e2e/support/resolve-localhost.ts'),
    refusals: refusalTable,
  });
}
