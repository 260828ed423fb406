import { decodeJwt, decodeProtectedHeader } from 'jose';
import { readBearerToken } from '../read-bearer-token.ts';
import { findTenant } from '../world/find.ts';
import type { World } from '../world/types.ts';
import type { FaultRule, FaultyService, TakenFault } from './fault-rule.ts';
import { createThrottleWindow } from './throttle-window.ts';
import type { ThrottleCounts, ThrottleWindow } from './throttle-window.ts';

/** A rule that was ordered. */
export interface PlayedFault {
  /** How often it was played so far. */
  played(): number;
  /** What its windows met so far; of a rule with `throttle`, nothing of any other. */
  throttled(): ThrottleCounts | undefined;
  /** Ends it. Requests that it has met already go on as they are. */
  remove(): void;
}

/** A rule in force, as the control lists it. */
export interface FaultInForce {
  id: number;
  rule: FaultRule;
  played: number;
  throttled?: ThrottleCounts;
}

/** The rules in force, in the order in which they came: the first that matches a request is played. */
export interface Faults {
  order(rule: FaultRule): PlayedFault & { id: number };
  /** Takes the fault for a request, if there is one, and counts it. */
  take(service: FaultyService, request: Request): Promise<TakenFault | undefined>;
  /** Those that were played as often as was asked are not among them. */
  list(): FaultInForce[];
  /** @returns whether there was such a rule */
  remove(id: number): boolean;
  clear(): void;
}

interface OrderedRule {
  id: number;
  rule: FaultRule;
  /** How many requests it matched. */
  matched: number;
  played: number;
  window?: ThrottleWindow;
}

/** Creates an empty list of rules. */
export function createFaults({ world, clock }: { world: World; clock: { now(): number } }): Faults {
  const rules = new Map<number, OrderedRule>();
  let lastId = 0;
  return {
    order: (rule) => {
      lastId += 1;
      const { fault } = rule;
      const window = fault.kind === 'throttle' ? { window: createThrottleWindow(clock, fault) } : {};
      const ordered: OrderedRule = { id: lastId, rule, matched: 0, played: 0, ...window };
      rules.set(ordered.id, ordered);
      return {
        id: ordered.id,
        played: () => ordered.played,
        throttled: () => ordered.window?.counts(),
        remove: () => void rules.delete(ordered.id),
      };
    },
    take: async (service, request) => {
      if (rules.size === 0) return undefined;
      const form = await readForm([...rules.values()], service, request);
      // Nothing waits from here on: two requests at once do not take the same last turn.
      for (const ordered of rules.values()) {
        const { rule } = ordered;
        if (rule.service !== service || !matches(rule, world, request, form)) continue;
        ordered.matched += 1;
        const fault = ordered.matched > (rule.after ?? 0) ? meet(ordered) : undefined;
        if (fault === undefined) continue;
        ordered.played += 1;
        if (ordered.played >= timesOf(rule)) rules.delete(ordered.id);
        return fault;
      }
      return undefined;
    },
    list: () =>
      [...rules.values()].map(({ id, rule, played, window }) => ({
        id,
        rule,
        played,
        ...(window === undefined ? {} : { throttled: window.counts() }),
      })),
    remove: (id) => rules.delete(id),
    clear: () => rules.clear(),
  };
}

/** What a request that matches meets: nothing, as long as a throttle lets it pass. */
function meet({ rule: { fault }, window }: OrderedRule): TakenFault | undefined {
  if (fault.kind !== 'throttle') return fault;
  const retryAfterSeconds = window?.meet();
  if (window === undefined || retryAfterSeconds === undefined) return undefined;
  return { kind: 'throttle', retryAfterSeconds, scope: fault.scope, answered: window.answered };
}

function timesOf({ times, percentage, fault }: FaultRule): number {
  const lasts = percentage !== undefined || fault.kind === 'throttle';
  const asked = times ?? (lasts ? 'always' : 1);
  return asked === 'always' ? Number.POSITIVE_INFINITY : asked;
}

function matches(rule: FaultRule, world: World, request: Request, form: URLSearchParams): boolean {
  const { pathname } = new URL(request.url);
  if (rule.method !== undefined && rule.method !== request.method) return false;
  if (rule.path !== undefined && !matchesPath(rule.path, pathname)) return false;
  if (rule.grantType !== undefined && rule.grantType !== form.get('grant_type')) return false;
  if (rule.certificate !== undefined && rule.certificate.toLowerCase() !== readSigner(form)) return false;
  if (rule.tenant !== undefined) {
    const tenant = rule.service === 'login' ? pathname.split('/')[1] : readTokenTenant(request);
    if (tenant === undefined || idOf(world, tenant) !== idOf(world, rule.tenant)) return false;
  }
  return rule.percentage === undefined || Math.random() * 100 < rule.percentage;
}

/**
 * True when a pattern, in which `*` stands for any text, fits a path. Each part between two stars is taken where it comes first: no
 * pattern makes it try again.
 */
function matchesPath(pattern: string, pathname: string): boolean {
  const path = pathname.toLowerCase();
  const [first = '', ...parts] = pattern.toLowerCase().split('*');
  const last = parts.pop();
  if (last === undefined) return path === first;
  if (!path.startsWith(first)) return false;
  let at = first.length;
  for (const part of parts) {
    const found = path.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return path.endsWith(last) && path.length - last.length >= at;
}

/** The id of a tenant that is named by its id or domain; what names none stays as it is. */
function idOf(world: World, name: string): string {
  return findTenant(world, name)?.id ?? name.toLowerCase();
}

/** The tenant of the bearer token. The token is not verified: a bad one is somebody's too. */
function readTokenTenant(request: Request): string | undefined {
  const token = readBearerToken(request);
  if (token === undefined) return undefined;
  try {
    const { tid } = decodeJwt(token);
    return typeof tid === 'string' ? tid : undefined;
  } catch {
    return undefined;
  }
}

/** Reads the body beforehand, only where a rule wants to know. */
async function readForm(
  rules: readonly OrderedRule[],
  service: FaultyService,
  request: Request,
): Promise<URLSearchParams> {
  const isWanted = rules.some(({ rule }) => rule.grantType !== undefined || rule.certificate !== undefined);
  if (!isWanted || service !== 'login' || request.method !== 'POST') return new URLSearchParams();
  return new URLSearchParams(await request.clone().text());
}

/** The certificate that a client says it signed with. The assertion is not verified, as above. */
function readSigner(form: URLSearchParams): string | undefined {
  try {
    const thumbprint = decodeProtectedHeader(form.get('client_assertion') ?? '')['x5t#S256'];
    return typeof thumbprint === 'string' ? Buffer.from(thumbprint, 'base64url').toString('hex') : undefined;
  } catch {
    return undefined;
  }
}
