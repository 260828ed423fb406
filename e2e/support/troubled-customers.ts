import type { Sandbox, World } from '@consentry/sandbox';

/** A way in which a customer cannot be done, and what is to be said of it. */
export interface Trouble {
  readonly code: string;
  readonly class: string;
  /** Microsoft's number, where it says one. */
  readonly aadsts?: number;
  readonly remedy: RegExp;
  /** Changes the world before it begins. */
  readonly change?: (world: World, customers: ReadonlySet<string>) => void;
  /** What Graph answers for such a customer, for ever. */
  readonly answer?: {
    readonly status: number;
    readonly headers?: Record<string, string>;
    readonly body?: string;
  };
}

/** Six ways at once; two of them are tried again until it was often enough. */
export const troubles: readonly Trouble[] = [
  {
    code: 'tenant_setup',
    class: 'tenant',
    aadsts: 65001,
    remedy: /consentUrl/,
    change(world, customers) {
      world.consents = world.consents.filter(({ tenantId }) => !customers.has(tenantId));
    },
  },
  {
    code: 'tenant_setup',
    class: 'tenant',
    aadsts: 50020,
    remedy: /GDAP/,
    change(world, customers) {
      for (const relationship of world.relationships)
        if (customers.has(relationship.customerTenantId)) relationship.userObjectIds = [];
    },
  },
  {
    code: 'ca_blocked',
    class: 'admin',
    aadsts: 53003,
    remedy: /excludes service-provider users/,
    change(world, customers) {
      for (const tenantId of customers) world.conditionalAccess.push(blockingPolicy(tenantId));
    },
  },
  {
    code: 'api_throttled',
    class: 'retry',
    remedy: /Wait/,
    // In real seconds: a process rests by its timer, which no test moves.
    answer: { status: 429, headers: { 'retry-after': '2' } },
  },
  {
    code: 'api_unavailable',
    class: 'retry',
    remedy: /Try again/,
    answer: { status: 500 },
  },
  {
    code: 'api_bad_response',
    class: 'ours',
    remedy: /request id/,
    answer: { status: 200, headers: { 'content-type': 'application/json' }, body: '{"value":7}' },
  },
];

function blockingPolicy(tenantId: string): World['conditionalAccess'][number] {
  return {
    id: tenantId.replace(/^./, 'f'),
    tenantId,
    displayName: 'Nobody from outside',
    state: 'enabled',
    users: { include: 'all' },
    resources: 'all',
    grant: 'block',
  };
}

/** Every twentieth customer is in trouble, and each way has as many as the others, give or take one. */
export function dealTroubles(
  customers: readonly string[],
): readonly (readonly [Trouble, ReadonlySet<string>])[] {
  const troubled = customers.filter((_, index) => index % 20 === 0);
  return troubles.map((trouble, way) => [
    trouble,
    new Set(troubled.filter((_, index) => index % troubles.length === way)),
  ]);
}

export function makeTrouble(world: World, customers: readonly string[]): void {
  for (const [{ change }, troubled] of dealTroubles(customers)) change?.(world, troubled);
}

export function playTrouble({ control }: Sandbox, customers: readonly string[]): void {
  for (const [{ answer }, troubled] of dealTroubles(customers)) {
    if (answer === undefined) continue;
    for (const tenant of troubled)
      control.playFault({
        service: 'graph',
        tenant,
        times: 'always',
        fault: { kind: 'answer', ...answer },
      });
  }
}
