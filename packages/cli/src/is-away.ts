import type { ConsentryError } from '@consentry/core';

/** A broker that is killed or stopped is back after a while, or another replica answers. */
export function isAway({ code }: ConsentryError): boolean {
  return (
    code === 'broker_unreachable' ||
    code === 'shutting_down' ||
    code === 'store_unavailable' ||
    code === 'overloaded'
  );
}
