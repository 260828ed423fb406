import { createHash } from 'node:crypto';
import type { SweepId, TenantId } from '../ids.ts';

/**
 * The id of a write of one customer: the same whenever and wherever it is made, so that an API that carries out each id once does it
 * once. A GUID whose bits are those of a digest (RFC 9562 version 8).
 */
export function itemRequestId(sweep: SweepId, partner: TenantId, customer: TenantId, step: string): string {
  const bytes = createHash('sha256')
    .update(JSON.stringify([sweep, partner, customer, step]))
    .digest()
    .subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
