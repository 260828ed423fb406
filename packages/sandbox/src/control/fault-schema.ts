import { z } from 'zod';
import type { FaultRule } from './fault-rule.ts';

/** The longest numbers of Entra have eight digits. */
const LARGEST_NUMBER = 99_999_999;

/** A day, and a gibibyte: more is a slip of the pen. */
const MOST_MS = 86_400_000;
const MOST_BYTES = 2 ** 30;

const headers = z.record(z.string(), z.string()).refine(isHeaders, 'must be headers that HTTP can carry');
const bytes = z.number().int().min(1).max(MOST_BYTES);

const answer = {
  status: z.number().int().min(200).max(599),
  headers: headers.exactOptional(),
  body: z.string().exactOptional(),
};

/** An ordered answer, as it comes over HTTP. */
export const answerSchema = z.strictObject({ ...answer }).check(hasNoBodyInVain);

/** The services whose faults can be ordered. */
export const serviceSchema = z.enum(['login', 'partnerCenter', 'graph', 'arm', 'defender', 'vault']);

const faultSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('latency'), ms: z.number().min(0).max(MOST_MS) }),
  z.strictObject({ kind: z.literal('hang') }),
  z.strictObject({ kind: z.literal('slow-drip'), bytesPerSecond: z.number().min(0.01).max(MOST_BYTES) }),
  z.strictObject({ kind: z.literal('reset') }),
  z.strictObject({ kind: z.literal('reset-after') }),
  z.strictObject({ kind: z.literal('truncated') }),
  z.strictObject({ kind: z.literal('garbage') }),
  z.strictObject({ kind: z.literal('wrong-type') }),
  z.strictObject({ kind: z.literal('html-page') }),
  z.strictObject({ kind: z.literal('oversized'), bytes }),
  z.strictObject({ kind: z.literal('gzip-bomb'), bytes }),
  z.strictObject({
    kind: z.literal('redirect'),
    location: z
      .string()
      .refine((location) => isHeaders({ location }), 'must be a location that HTTP can carry'),
    status: z.literal([301, 302, 303, 307, 308]).exactOptional(),
  }),
  z.strictObject({ kind: z.literal('refuse-token') }),
  z.strictObject({
    kind: z.literal('claims-challenge'),
    claims: z.record(z.string(), z.unknown()).exactOptional(),
  }),
  z.strictObject({
    kind: z.literal('next-link'),
    defect: z.enum(['other-host', 'first-page', 'same-page']),
  }),
  z.strictObject({
    kind: z.literal('throttle'),
    calls: z.number().int().min(0),
    seconds: z
      .number()
      .int()
      .min(1)
      .max(MOST_MS / 1000),
    scope: z.enum(['Application', 'Tenant_Application']).exactOptional(),
  }),
  z.strictObject({ kind: z.literal('answer'), ...answer }).check(hasNoBodyInVain),
  z.strictObject({
    kind: z.literal('aadsts'),
    code: z.number().int().min(1).max(LARGEST_NUMBER),
    error: z.string().min(1).exactOptional(),
    suberror: z.string().min(1).exactOptional(),
    status: z.number().int().min(400).max(599).exactOptional(),
    description: z.string().min(1).exactOptional(),
  }),
]);

/** A rule, as it comes over HTTP. */
export const faultRuleSchema = z
  .strictObject({
    service: serviceSchema,
    method: z
      .string()
      .regex(/^[A-Z]+$/, 'must be a method in upper case')
      .exactOptional(),
    path: z.string().regex(/^[/*]/, 'must begin with / or *').exactOptional(),
    tenant: z.string().min(1).exactOptional(),
    grantType: z.string().min(1).exactOptional(),
    certificate: z
      .string()
      .regex(/^[0-9A-Fa-f]{64}$/, 'must be a SHA-256 in hexadecimal')
      .exactOptional(),
    after: z.number().int().min(0).exactOptional(),
    times: z.union([z.number().int().min(1), z.literal('always')]).exactOptional(),
    percentage: z.number().min(1).max(100).exactOptional(),
    fault: faultSchema,
  })
  .check(({ value, issues }) => {
    if (value.service === 'login') {
      if (!isAboutToken(value.fault.kind)) return;
      const message = 'goes with the services that take access tokens only';
      issues.push({ code: 'custom', message, path: ['service'], input: value });
      return;
    }
    const atLogin = (path: string[]): void =>
      void issues.push({ code: 'custom', message: 'goes with the service login only', path, input: value });
    if (value.grantType !== undefined) atLogin(['grantType']);
    if (value.certificate !== undefined) atLogin(['certificate']);
    if (value.fault.kind === 'aadsts') atLogin(['fault', 'code']);
  }) satisfies z.ZodType<FaultRule>;

function isAboutToken(kind: string): boolean {
  return kind === 'refuse-token' || kind === 'claims-challenge';
}

function hasNoBodyInVain({ value, issues }: z.core.ParsePayload<{ status: number; body?: string }>): void {
  if (value.body === undefined || ![204, 205, 304].includes(value.status)) return;
  issues.push({
    code: 'custom',
    message: `an answer ${value.status} has no body`,
    path: ['body'],
    input: value,
  });
}

function isHeaders(values: Record<string, string>): boolean {
  try {
    return Boolean(new Headers(values));
  } catch {
    return false;
  }
}
