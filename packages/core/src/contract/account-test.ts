import { z } from 'zod';
import { guid, instant, invitationId, tenant } from './wire.ts';

export const accountTestWay = z.enum(['browser', 'device-code']);

/** How an account signed in, judged by the token that came of it. */
export const accountTest = z.object({
  tenant,
  subject: guid.meta({ description: 'The object id of the account.' }),
  application: guid,
  way: accountTestWay,
  testedAt: instant,
  result: z.enum(['pass', 'fail', 'probably']).meta({
    description:
      '`probably`: Microsoft’s own cmdlet says pass, and Partner Center may refuse. Only `pass` is good.',
  }),
  reason: z.enum([
    'mfa',
    'hello_provisioning_only',
    'mfa_in_another_form',
    'token_unreadable',
    'no_amr',
    'federation_without_claim',
    'custom_control',
    'third_party_or_none',
  ]),
  explanation: z.string(),
  remedy: z.string(),
  amr: z.array(z.string()).optional().meta({ description: 'As the token had it; absent where it had none.' }),
  cmdlet: z
    .enum(['pass', 'fail'])
    .meta({ description: 'What `Test-PartnerSecurityRequirement` says of the same token.' }),
});

/** Of a browser: the id of its invitation. Of a device code: 32 bytes that nobody can guess. */
export const accountTestHandle = z.union([invitationId, z.string().regex(/^[A-Za-z0-9_-]{43}$/)]);

export const startedAccountTest = z.object({
  handle: accountTestHandle.meta({ description: 'Tells how the test ended, with the operator key.' }),
  way: accountTestWay,
  url: z.url().optional().meta({ description: 'Of a browser: the link for whoever is tested.' }),
  userCode: z.string().optional().meta({
    description: 'Of a device code: to be typed at the page. Never send it to anybody.',
  }),
  verificationUrl: z.url().optional().meta({ description: 'Of a device code.' }),
  expiresAt: instant,
  intervalMs: z.int().meta({ description: 'How long to wait before it is asked how the test ended.' }),
});

export const accountTestEnd = z.object({
  status: z.enum(['pending', 'tested', 'refused']),
  intervalMs: z.int().optional().meta({ description: 'While it is pending: when to ask again.' }),
  test: accountTest.optional().meta({ description: 'Once it is tested.' }),
  refusal: z
    .object({ code: z.string(), reason: z.string().optional() })
    .optional()
    .meta({ description: 'Of a browser, where the sign-in did not come to its end.' }),
});
