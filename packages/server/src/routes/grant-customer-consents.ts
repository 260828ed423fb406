import {
  type ConsentDeps,
  type ConsentGrant,
  grantConsents,
  readWantedConsents,
  type WantedConsents,
} from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { openConsents } from '../customer-consents/consent-deps.ts';
import { type By, recordingRefusals } from '../customer-consents/recording-refusals.ts';
import { type Exchange, traceOf } from '../http/exchange.ts';
import type { RouteDeps } from './route-deps.ts';

/**
 * Recorded before anything is asked for, and again with what came of it. Whoever does not hear the answer asks again: what stands
 * already is success.
 * @throws RecordedRefusal those of the contract
 */
export async function grantCustomerConsents(
  deps: RouteDeps,
  exchange: Exchange<'grantCustomerConsents'>,
): Promise<AnswerOf<'grantCustomerConsents'>> {
  const { body, params } = exchange.input;
  const by: By = { actor: 'operator', ...traceOf(exchange) };
  return recordingRefusals(deps, params, by, async () => {
    const wanted = readWantedConsents(deps.cloud, body);
    const consents = await openConsents(deps, params);
    await recordIntent(deps, by, consents, wanted);
    const done = await grantConsents(consents, wanted);
    await recordOutcome(deps, by, done);
    return done;
  });
}

async function recordIntent(
  { store, clock }: RouteDeps,
  by: By,
  { partner, customer, application }: ConsentDeps,
  { grants }: WantedConsents,
): Promise<void> {
  const about = { at: clock.now(), ...by, partner, tenant: customer, application };
  await Promise.all(
    grants.map(({ resource: { appId: resource }, scopes }) =>
      store.audit.write({ type: 'customer_consent.grant', ...about, resource, scopes }),
    ),
  );
}

async function recordOutcome(
  { store, clock }: RouteDeps,
  by: By,
  { partner, customer, application, grants }: ConsentGrant,
): Promise<void> {
  const about = { at: clock.now(), ...by, partner, tenant: customer, application };
  await Promise.all(
    grants.map(({ appId: resource, scopes, outcome, failure }) =>
      store.audit.write({
        type: 'customer_consent.granted',
        ...about,
        resource,
        scopes,
        outcome,
        ...(failure !== undefined && { code: failure.code }),
      }),
    ),
  );
}
