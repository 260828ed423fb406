import { createHash, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../secret.ts';
import type { StoredVersion } from './secret-versions.ts';
import type { Tags } from './tags.ts';

/** True for exactly this value, with these tags beside whatever else there is. The values are compared in constant time. */
export function isSame(stored: StoredVersion, value: Secret<string>, tags: Tags): boolean {
  const [left, right] = [stored.value, value].map((one) =>
    createHash('sha256').update(one.reveal()).digest(),
  );
  const isSameValue = left !== undefined && right !== undefined && timingSafeEqual(left, right);
  return isSameValue && Object.entries(tags).every(([name, text]) => stored.tags[name] === text);
}
