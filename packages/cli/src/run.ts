import type { Output } from './terminal/output.ts';

/** What a command is given: its options, and where to write. */
export type Run<Options> = (options: Options, output: Output) => Promise<void>;
