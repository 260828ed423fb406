import { z } from 'zod';

/** The configuration as a broker was started with it. Secrets are given as files: of those there are the paths. */
export const effectiveSettings = z.object({
  version: z.string().meta({ description: 'Of the broker.' }),
  file: z.string().optional().meta({ description: 'The configuration file that was read.' }),
  items: z
    .array(
      z.object({
        key: z.string(),
        variable: z.string().meta({ description: 'The environment variable that goes before the file.' }),
        value: z
          .string()
          .optional()
          .meta({ description: 'As it holds; paths are absolute. Absent: not given, and nothing instead.' }),
        source: z.enum(['environment', 'file', 'default', 'none']).meta({
          description:
            'Where the value comes from. An option of the command counts as its variable. none: it was not given.',
        }),
        default: z.string().optional(),
        otherwise: z.string().optional().meta({ description: 'What holds where there is no such value.' }),
        kind: z.string().meta({ description: 'What kind of value it takes.' }),
        doc: z.string(),
      }),
    )
    .meta({ description: 'In the order of docs/config.md. Empty where a program made the configuration.' }),
});
