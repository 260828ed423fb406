import { type AuditEvent, type AuditSink, errorTable, resourceNames } from '@consentry/core';
import { SpanKind } from '@opentelemetry/api';
import type { Metrics } from './metrics.ts';
import type { Traffic } from './traffic.ts';
import type { Watch } from './watch.ts';

/** Counts what is recorded. A token counts as issued once its record is durable. */
export function watchAudit<Sink extends AuditSink>(
  audit: Sink,
  watch: Watch,
  metrics: Metrics,
  traffic?: Pick<Traffic, 'note'>,
): Sink {
  const write = (event: AuditEvent): Promise<void> =>
    watch(() => audit.write(event), {
      span: 'audit write',
      kind: SpanKind.INTERNAL,
      attributes: { 'consentry.audit_event': event.type },
      ended({ outcome, seconds }) {
        const isRecorded = outcome === 'ok';
        metrics.count('consentry_audit_events_total', {
          type: event.type,
          outcome: isRecorded ? 'recorded' : 'failed',
        });
        metrics.observe('consentry_audit_write_duration_seconds', {}, seconds);
        if (!isRecorded) return;
        countTokens(event, metrics);
        traffic?.note(event);
      },
    });
  return { ...audit, write };
}

function countTokens(event: AuditEvent, metrics: Metrics): void {
  if (event.type === 'token.issued') {
    const { resource, fromCache } = event;
    metrics.count('consentry_tokens_issued_total', {
      resource: labelOf(resource),
      cached: String(fromCache),
    });
  }
  if (event.type === 'token.refused') {
    const { code } = event;
    metrics.count('consentry_tokens_refused_total', { code, class: errorTable[code].failureClass });
  }
}

/** Callers may name an API by its URI: what is not in the table is `other`. */
function labelOf(resource: string): string {
  return resourceNames.find((name) => name === resource) ?? 'other';
}
