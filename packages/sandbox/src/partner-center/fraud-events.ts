import { z } from 'zod';
import { fingerprint } from '../ids.ts';
import { findTenant, listRelationships } from '../world/find.ts';
import { ApiFault } from './api-fault.ts';
import { getUser } from './authorize-call.ts';
import { readBody } from './read-body.ts';
import type { Call, Route } from './route.ts';
import { listSubscriptionRecords } from './subscription-records.ts';

const statusBody = z.object({
  eventIds: z.array(z.string()).nullish(),
  eventStatus: z.enum(['Active', 'Investigating', 'Resolved']),
  resolvedReason: z.enum(['Fraud', 'Ignore']).nullish(),
});

const MOST_CUSTOMERS = 100;
const NEVER = '9999-12-31T23:59:59.9970000';

/** Fraud in Azure: about every fifth Azure plan of the first hundred customers has an event. The lists are bare arrays. */
export const fraudEventRoutes: readonly Route[] = [
  { method: 'GET', path: '/v1/fraudEvents', isAppOnly: true, answer: (call) => listEvents(call) },
  {
    method: 'POST',
    path: '/v1/fraudEvents/subscription/:subscription/status',
    answer: (call) => {
      const subscriptionId = call.params['subscription']?.toLowerCase();
      const events = listEvents(call).filter((event) => event.subscriptionId === subscriptionId);
      if (events.length === 0) throw new ApiFault(404, '1000', 'Not found: no events of this subscription.');
      const { eventIds, eventStatus, resolvedReason } = readBody(call.body, statusBody);
      const wanted = eventIds?.length ? eventIds : events.map(({ eventId }) => eventId);
      for (const { eventId } of events) {
        if (!wanted.includes(eventId)) continue;
        call.state.fraud.set(eventId, {
          eventStatus,
          resolvedReason: resolvedReason ?? 'None',
          resolvedAt: call.parts.clock.now(),
          resolvedBy: getUser(call.caller).userPrincipalName,
        });
      }
      return Response.json(listEvents(call).filter(({ eventId }) => wanted.includes(eventId)));
    },
  },
];

interface FraudEvent {
  eventId: string;
  subscriptionId: string;
}

function listEvents({ parts, state, caller }: Call): FraudEvent[] {
  const customers = listRelationships(parts.world, caller.partner.id).slice(0, MOST_CUSTOMERS);
  return customers.flatMap(({ customerTenantId }) =>
    listSubscriptionRecords(state.subscriptions, customerTenantId)
      .filter(({ id, product }) => product.productType === 'Azure' && isHit(id))
      .map(({ id }) => {
        const eventId = `${id}_${fingerprint(id).slice(0, 12)}`;
        const resolution = state.fraud.get(eventId);
        const isResolved = resolution?.eventStatus === 'Resolved';
        return {
          eventTime: '2025-10-08T00:25:45.69',
          eventId,
          partnerTenantId: caller.partner.id,
          partnerFriendlyName: caller.partner.name,
          customerTenantId,
          customerFriendlyName: findTenant(parts.world, customerTenantId)?.name ?? '',
          subscriptionId: id,
          subscriptionType: 'modern',
          entityName: 'example-machine',
          hitCount: '10',
          catalogOfferId: 'ms-azr-17g',
          eventStatus: resolution?.eventStatus ?? 'Active',
          firstOccurrence: '2025-10-08T00:25:45.69',
          lastOccurrence: '2025-10-08T00:25:45.69',
          resolvedReason: resolution?.resolvedReason ?? 'None',
          resolvedOn: isResolved ? new Date(resolution.resolvedAt).toISOString().slice(0, -1) : NEVER,
          resolvedBy: isResolved ? resolution.resolvedBy : '',
        };
      }),
  );
}

function isHit(subscriptionId: string): boolean {
  return Number.parseInt(fingerprint(`fraud ${subscriptionId}`).slice(0, 4), 16) % 5 === 0;
}
