import type { AuditEvent } from '@consentry/core';

/** The events of one commit. */
export interface AuditGroup {
  /** The events in order, one JSON object a line. */
  readonly body: string;
  readonly count: number;
  /** Epoch milliseconds. */
  readonly firstAt: number;
  readonly lastAt: number;
  /** Every tenant that an event is about, once. */
  readonly tenants: readonly string[];
}

/** One event, written down when it came in. */
export interface AuditLine {
  readonly text: string;
  readonly at: number;
  readonly tenants: readonly string[];
}

/**
 * Writes an event as one line. JSON escapes the control characters below a space; the other ones that end a
 * line or steer a terminal are escaped here, so that no field can forge an entry.
 */
export function writeLine(event: AuditEvent): AuditLine {
  const text = JSON.stringify(event).replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return { text, at: event.at, tenants: tenantsOf(event) };
}

/** Whom an event is about. */
export function tenantsOf(event: AuditEvent): readonly string[] {
  const {
    partner,
    tenant,
    partners = [],
  } = event as {
    readonly partner?: string;
    readonly tenant?: string;
    readonly partners?: readonly string[];
  };
  return [partner, tenant, ...partners].filter((id) => id !== undefined);
}

export function groupLines(lines: readonly AuditLine[]): AuditGroup {
  const instants = lines.map(({ at }) => at);
  return {
    body: lines.map(({ text }) => `${text}\n`).join(''),
    count: lines.length,
    firstAt: Math.min(...instants),
    lastAt: Math.max(...instants),
    tenants: [...new Set(lines.flatMap(({ tenants }) => tenants))],
  };
}

/** Every tenant that an event of a stored group is about, once. Inside a text the quotation marks would be escaped. */
export function readTenants(body: string): readonly string[] {
  return [...new Set(Array.from(body.matchAll(/"(?:partner|tenant)":"([^"]*)"/g), ([, id = '']) => id))];
}

/** The events of a stored group. */
export function readEvents(body: string): readonly AuditEvent[] {
  return body
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as AuditEvent);
}
