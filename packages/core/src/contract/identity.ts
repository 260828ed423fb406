import { z } from 'zod';

/** Names of claims that say whose program it is. Every other is one that anybody's program may have at a shared issuer. */
const naming = ['sub', 'oid', 'repository_id', 'repository_owner_id', 'project_id'];
/** The configuration says what stands in the first two; the others differ from token to token. */
const reserved = ['iss', 'aud', 'exp', 'iat', 'nbf', 'jti', 'nonce'];

const claimName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_.:/-]{0,127}$/)
  .refine((name) => !reserved.includes(name), 'is no claim that tells programs apart');

/** Compared letter by letter; nothing in it stands for anything else. */
const claimValue = z.string().regex(/^[\x21-\x7e]([\x20-\x7e]{0,510}[\x21-\x7e])?$/);

/** Whose token a caller may present instead of a key. */
export const identity = z.strictObject({
  issuer: z
    .string()
    .max(512)
    .regex(/^https?:\/\/[\x21-\x7e]+$/)
    .meta({ description: 'One of `callers.issuers`, as it stands in `iss`, letter by letter.' }),
  claims: z
    .record(claimName, claimValue)
    .refine((claims) => Object.keys(claims).length <= 10, 'has more than ten claims')
    .refine(
      (claims) => naming.some((name) => Object.hasOwn(claims, name)),
      `names nobody: one of ${naming.join(', ')} must be there`,
    )
    .meta({
      description: `What a token must carry, all of it, letter by letter; claims that are texts. One of ${naming.join(', ')} must be among them.`,
    }),
});

/** Whose tokens a caller may present. */
export type Identity = z.output<typeof identity>;
