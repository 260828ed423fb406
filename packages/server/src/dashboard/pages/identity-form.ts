import { type Identity, identity as identitySchema } from '@consentry/core/contract';
import { html } from 'hono/html';
import { z } from 'zod';
import type { Html } from '../../http/answer.ts';
import { areaField, fieldGroup, inputField, type Problems } from '../frame/fields.ts';

/** What a form sends of an identity. */
export const identityFields = {
  issuer: z.string().max(1000).optional(),
  claims: z.string().max(10_000).optional(),
};

/** The fields of {@link identityForm} as they are sent. */
export type IdentityFields = { readonly [Name in keyof typeof identityFields]?: string | undefined };

/** Reads whose tokens a caller may present, or says what is wrong. */
export function readIdentity(
  fields: IdentityFields,
): { readonly identity: Identity } | { readonly problems: Problems } {
  const pairs = (fields.claims ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line): [string, string] => [
      line.slice(0, Math.max(line.indexOf('='), 0)).trim(),
      line.slice(line.indexOf('=') + 1).trim(),
    ]);
  const isTwice = new Set(pairs.map(([name]) => name)).size < pairs.length;
  const parsed = identitySchema.safeParse({ issuer: fields.issuer ?? '', claims: Object.fromEntries(pairs) });
  if (parsed.success && !isTwice) return { identity: parsed.data };
  const wrong = new Set((parsed.error?.issues ?? []).map(({ path }) => path[0]));
  return {
    problems: {
      ...(wrong.has('issuer') && {
        issuer: 'Issuer: write it as it stands in iss, letter by letter: a URL.',
      }),
      ...((wrong.has('claims') || isTwice) && {
        claims:
          'Claims: write each on a line as name=value, none twice; one of sub, oid, repository_id, repository_owner_id, project_id must be there.',
      }),
    },
  };
}

/** Asks for an issuer and claims. */
export function identityForm(fields: IdentityFields, problems: Problems): Html {
  return fieldGroup(
    'Whose tokens',
    html`${inputField({
      name: 'issuer',
      label: 'Issuer',
      hint: 'One of callers.issuers of the configuration, as it stands in iss.',
      value: fields.issuer,
      problem: problems['issuer'],
    })}${areaField({
      name: 'claims',
      label: 'Claims',
      hint: 'What a token must carry, all of it, one on each line: sub=repo:contoso/reports:environment:production',
      value: fields.claims,
      problem: problems['claims'],
    })}`,
  );
}
