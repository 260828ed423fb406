import { z } from 'zod';
import { type Act, act, type Visit } from '../place.ts';

const nothing = z.strictObject({});
const partnerOf = ({ params }: Visit) => ({ partner: params['partner'] ?? '' });

const readCustomersAct = act({
  path: '/partners/{partner}/customers/read',
  least: 'operator',
  isDangerous: false,
  form: nothing,
  done: 'The customers were read.',
  async carryOut(visit) {
    const { partner } = await visit.ask('readCustomers', { params: partnerOf(visit) });
    return { to: `/partners/${partner}/customers` };
  },
});

const forecastAct = act({
  path: '/partners/{partner}/forecast',
  least: 'operator',
  isDangerous: false,
  form: nothing,
  done: 'Microsoft was asked again for what ends.',
  async carryOut(visit) {
    const { partner } = await visit.ask('getForecast', { params: partnerOf(visit), query: { by: 'now' } });
    return { to: `/partners/${partner}` };
  },
});

const checkConsentAct = act({
  path: '/partners/{partner}/customers/{customer}/consents/{id}/check',
  least: 'operator',
  isDangerous: false,
  form: nothing,
  done: 'The consent was looked at again, by tokens of now.',
  async carryOut(visit) {
    const { partner, customer } = await visit.ask('checkAdminConsent', {
      params: { id: visit.params['id'] ?? '' },
    });
    return { to: `/partners/${partner}/customers/${customer}` };
  },
});

/** What is done with a partner and its customers. */
export const partnerActs: readonly Act[] = [readCustomersAct, forecastAct, checkConsentAct];
