import { z } from 'zod';
import { badParameter } from './vault-error.ts';

const MOST_VALUE_BYTES = 25 * 1024;
const MOST_TAGS = 15;
const TAG_LENGTH = 256;
const CONTENT_TYPE_LENGTH = 255;

const seconds = z.int().min(0);
const properties = z.object({
  contentType: z.string().max(CONTENT_TYPE_LENGTH).exactOptional(),
  attributes: z
    .object({
      enabled: z.boolean().exactOptional(),
      nbf: seconds.exactOptional(),
      exp: seconds.exactOptional(),
    })
    .exactOptional(),
  tags: z
    .record(z.string().max(TAG_LENGTH), z.string().max(TAG_LENGTH))
    .refine((tags) => Object.keys(tags).length <= MOST_TAGS, `must be ${MOST_TAGS} or fewer`)
    .exactOptional(),
});
const secret = properties.extend({
  value: z
    .string()
    .refine(
      (value) => Buffer.byteLength(value) <= MOST_VALUE_BYTES,
      `must be ${MOST_VALUE_BYTES} bytes or fewer`,
    ),
});
const blob = z.object({ value: z.string() });

/** What a request may say about a version beside its value. Fields that it cannot set are left out. */
export type SecretProperties = z.infer<typeof properties>;

/** @throws VaultError 400 `BadParameter` */
export function readSecretBody(request: Request): Promise<z.infer<typeof secret>> {
  return readBody(request, secret);
}

/** @throws VaultError 400 `BadParameter` */
export function readPropertiesBody(request: Request): Promise<SecretProperties> {
  return readBody(request, properties);
}

/** Reads the blob of a backup. @throws VaultError 400 `BadParameter` */
export async function readBackupBody(request: Request): Promise<string> {
  return (await readBody(request, blob)).value;
}

async function readBody<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
  const result = schema.safeParse(parse(await request.text()));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  // A key of `tags` is the caller's own text; the name of the field is enough.
  throw badParameter(`Property ${String(issue?.path[0] ?? 'body')} is not valid: ${issue?.message ?? ''}.`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // The message of a SyntaxError shows a piece of the text, which may be the secret.
    if (error instanceof SyntaxError) throw badParameter('The request body is not valid JSON.');
    throw error;
  }
}
