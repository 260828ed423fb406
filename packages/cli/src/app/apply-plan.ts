import {
  type Api,
  carryOut,
  compareRegistration,
  createPatience,
  type FoundRegistration,
  isLacking,
  type RegistrationItem,
  type RegistrationStep,
  type TenantId,
  type WantedRegistration,
} from '@consentry/core';
import type { SetUp } from '@consentry/server';
import { createPrivateFile } from '../private-file.ts';
import type { Output } from '../terminal/output.ts';
import { brokerConfig } from './broker-config.ts';
import type { ChosenCertificate } from './certificate.ts';
import { describeItems, describeStep } from './describe.ts';
import { type AppPorts, readStanding } from './open-tenant.ts';

/** A plan, and what it was made from. */
export interface Work {
  readonly output: Output;
  readonly setUp: SetUp;
  readonly tenant: TenantId;
  readonly ports: AppPorts;
  readonly graph: Api;
  readonly chosen: ChosenCertificate | undefined;
  readonly wanted: WantedRegistration;
  readonly found: FoundRegistration;
  readonly steps: readonly RegistrationStep[];
  /** A new file for what the broker needs; undefined: it is printed. */
  readonly configOut: string | undefined;
}

/**
 * Carries a plan out, waits until what was made is seen, and tells what the broker needs and what is left by hand.
 * @throws ConsentryError `usage`: a file cannot be made; those of {@link carryOut}
 */
export async function applyPlan(work: Work): Promise<void> {
  const { output, setUp, ports, graph, chosen, wanted, configOut } = work;
  await using file = configOut === undefined ? undefined : await createPrivateFile(configOut);
  // Before the registration that it is for: a certificate whose key is lost proves nothing.
  await chosen?.write();
  const patience = createPatience(ports.timer, () => output.note('… not seen everywhere yet, waiting'));
  const onDone = (step: RegistrationStep): void => {
    output.note(`Done: ${describeStep(step, wanted).split('\n')[0] ?? ''}`);
  };
  const { appId, objectId } = await carryOut({ graph, patience, onDone }, wanted, work.found, work.steps);
  const setUpNow = { ...setUp, application: { ...setUp.application, id: appId } };
  const compare = (found: FoundRegistration) => compareRegistration(wanted, found, ports.clock.now());
  const seen = await patience.until(
    () => readStanding(graph, setUpNow, wanted),
    (found) => !isLacking(compare(found)),
  );
  const items = compare(seen);
  const config = brokerConfig(setUp, appId, chosen?.files);
  await file?.write(JSON.stringify(config, undefined, 2));
  output.result(() => describeOutcome(work, appId, items, config), {
    tenant: work.tenant,
    application: { id: appId, objectId },
    isApplied: true,
    isAsWanted: !isLacking(items),
    steps: work.steps,
    items,
    config,
  });
  if (isLacking(items)) process.exitCode = 1;
}

/** Tells a plan that is not carried out. */
export function reportPlan({ output, tenant, found, steps, wanted }: Work): void {
  const { appId: id, objectId } = found.application ?? {};
  output.result(
    () =>
      steps.length === 0
        ? 'Nothing was done: everything is as wanted.'
        : 'Nothing was done. To carry the plan out, run the same command with --apply.',
    {
      tenant,
      application: id === undefined ? null : { id, objectId },
      isApplied: false,
      isAsWanted: steps.length === 0,
      steps,
      name: wanted.displayName,
    },
  );
}

function describeOutcome(
  { tenant, configOut, setUp }: Work,
  appId: string,
  items: readonly RegistrationItem[],
  config: object,
): string {
  const where =
    configOut === undefined
      ? ['The broker’s configuration:', JSON.stringify(config, undefined, 2)]
      : [`The broker’s configuration: ${configOut}`];
  const next =
    setUp.application.kind === 'vendor'
      ? 'Each partner approves it: consentry invite --approve --partner <tenant>.'
      : 'Then let the service account connect: consentry invite --partner <tenant>.';
  return [
    describeItems(items.filter(({ state }) => state !== 'as_wanted')),
    '',
    `Application id: ${appId}`,
    `Tenant:         ${tenant}`,
    ...where,
    '',
    `By hand: register the application id in Partner Center (Account settings > App management). ${next}`,
  ].join('\n');
}
