import { fileURLToPath } from 'node:url';

/** The command that every test of whole processes starts. */
export const launcher = fileURLToPath(new URL('../../packages/cli/bin/consentry.mjs', import.meta.url));

/** What every process of tests compiled, for those that they start. */
export const compileCache: Readonly<Record<string, string>> =
  process.env['NODE_COMPILE_CACHE'] === undefined
    ? {}
    : { NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] };
