import {
  type Api,
  carryOut,
  compareRegistration,
  ConsentryError,
  createPatience,
  type FoundRegistration,
  isLacking,
  planRegistration,
  readTenantId,
  type RegistrationStep,
  type WantedRegistration,
} from '@consentry/core';
import { createLog, openPorts, type SetUp } from '@consentry/server';
import { brokerConfig } from '../app/broker-config.ts';
import { type CertificateOptions, type ChosenCertificate, chooseCertificate } from '../app/certificate.ts';
import { describeItems, describePlan, describeStep } from '../app/describe.ts';
import { type AppPorts, openTenant, readStanding } from '../app/open-tenant.ts';
import { loadSetUpOf, readWanted, type WantedOptions } from '../app/wanted.ts';
import { createPrivateFile } from '../private-file.ts';
import type { Run } from '../run.ts';
import { confirm, type Person, terminalPerson } from '../terminal/confirm.ts';
import type { Output } from '../terminal/output.ts';
import { plain } from '../terminal/plain.ts';
import { readCertificateLifetime, toCommonName } from './credential.ts';

interface PlaceOptions extends WantedOptions {
  /** In which it is registered. */
  readonly tenant: string;
  readonly clientId?: string;
}

export interface CreateAppOptions extends PlaceOptions, CertificateOptions {
  readonly lifetime: string;
  readonly apply?: boolean;
  readonly configOut?: string;
}

export interface CheckAppOptions extends PlaceOptions {
  readonly certificate?: string;
}

/** Who is asked, and how the world is reached. */
export interface AppDeps {
  readonly person: Person;
  readonly openPorts: (setUp: SetUp) => AppPorts & { close(): Promise<void> };
}

const world: AppDeps = {
  person: terminalPerson,
  openPorts: (setUp) => openPorts(setUp, createLog('warn')),
};

/** As {@link checkApp}, with who is asked and how the world is reached. */
export function createCheckApp(deps: AppDeps): Run<CheckAppOptions> {
  return async (options, output) => {
    const tenant = readTenantId(options.tenant);
    const setUp = await loadSetUpOf(options);
    if (setUp.application.id === undefined) {
      throw new ConsentryError('usage', {
        message: 'No application is named.',
        remedy: 'Give its application id with --application, or the broker’s configuration with --config.',
      });
    }
    const ports = deps.openPorts(setUp);
    try {
      const certificate = options.certificate ?? setUp.application.certificateFile;
      const chosen = await chooseCertificate(
        certificate === undefined ? {} : { certificate },
        wishOf(setUp, ports, 0),
      );
      const wanted = await readWanted(setUp, options, chosen?.certificate);
      const permissions = ['Application.Read.All', ...(wanted.isConsented ? ['Directory.Read.All'] : [])];
      const terms = { clientId: options.clientId, permissions, note: (text: string) => output.note(text) };
      const graph = await openTenant(ports, setUp, tenant, terms);
      const found = await readStanding(graph, setUp, wanted);
      const items = compareRegistration(wanted, found, ports.clock.now());
      const isAsWanted = !isLacking(items);
      output.result(() => describeItems(items), {
        tenant,
        application: setUp.application.id,
        isAsWanted,
        items,
      });
      if (!isAsWanted) process.exitCode = 1;
    } finally {
      await ports.close();
    }
  };
}

/** As {@link createApp}, with who is asked and how the world is reached. */
export function createCreateApp(deps: AppDeps): Run<CreateAppOptions> {
  return async (options, output) => {
    const tenant = readTenantId(options.tenant);
    const setUp = await loadSetUpOf(options);
    const lifetimeMs = readCertificateLifetime(options.lifetime);
    const ports = deps.openPorts(setUp);
    try {
      const chosen = await chooseCertificate(options, wishOf(setUp, ports, lifetimeMs));
      requireCertificate(setUp, chosen);
      const wanted = await readWanted(setUp, options, chosen?.certificate);
      const permissions = [
        'Application.ReadWrite.All',
        ...(wanted.isConsented ? ['DelegatedPermissionGrant.ReadWrite.All'] : []),
      ];
      const terms = { clientId: options.clientId, permissions, note: (text: string) => output.note(text) };
      const graph = await openTenant(ports, setUp, tenant, terms);
      const found = await readStanding(graph, setUp, wanted);
      requireFound(setUp, found);
      const steps = planRegistration(wanted, found, ports.clock.now());
      output.note(describeFound(setUp, tenant, found));
      output.note(describePlan(steps, wanted));
      const work = { options, output, setUp, tenant, ports, graph, chosen, wanted, found, steps };
      if (await isWanted(options, output, deps.person, steps)) await apply(work);
      else reportPlan(work);
    } finally {
      await ports.close();
    }
  };
}

/**
 * Compares a registration with the one that the broker needs, and says of each item whether it is so and what to do. Changes
 * nothing. Ends with 1 where something is missing or different.
 * @throws ConsentryError `usage`, `invalid_configuration`, `invalid_request`, `consents_invalid`; those of the sign-in; `api_…`
 */
export const checkApp = createCheckApp(world);

/**
 * Plans a registration, or what is missing of one, and shows the plan. Carries it out where it is confirmed, step by step; run again
 * after whatever interrupted it, it plans what is left.
 * @throws ConsentryError as {@link checkApp}; `registration_taken`, `registration_unsure`, `registration_not_found`,
 *   `permission_not_offered`, `not_confirmed`
 */
export const createApp = createCreateApp(world);

interface Work {
  readonly options: CreateAppOptions;
  readonly output: Output;
  readonly setUp: SetUp;
  readonly tenant: string;
  readonly ports: AppPorts;
  readonly graph: Api;
  readonly chosen: ChosenCertificate | undefined;
  readonly wanted: WantedRegistration;
  readonly found: FoundRegistration;
  readonly steps: readonly RegistrationStep[];
}

async function apply(work: Work): Promise<void> {
  const { output, setUp, ports, graph, chosen, wanted, found, steps, options } = work;
  await using file = options.configOut === undefined ? undefined : await createPrivateFile(options.configOut);
  // Before the registration that it is for: a certificate whose key is lost proves nothing.
  await chosen?.write();
  const patience = createPatience(ports.timer, () => output.note('… not seen everywhere yet, waiting'));
  const { appId, objectId } = await untilInterrupted(output, () =>
    carryOut(
      {
        graph,
        patience,
        onDone: (step) => output.note(`Done: ${describeStep(step, wanted).split('\n')[0] ?? ''}`),
      },
      wanted,
      found,
      steps,
    ),
  );
  const setUpNow = { ...setUp, application: { ...setUp.application, id: appId } };
  const seen = await patience.until(
    () => readStanding(graph, setUpNow, wanted),
    (now) => !isLacking(compareRegistration(wanted, now, ports.clock.now())),
  );
  const items = compareRegistration(wanted, seen, ports.clock.now());
  const config = brokerConfig(setUp, appId, chosen?.files);
  await file?.write(JSON.stringify(config, undefined, 2));
  output.result(() => describeOutcome(work, appId, items, config), {
    tenant: work.tenant,
    application: { id: appId, objectId },
    isApplied: true,
    isAsWanted: !isLacking(items),
    steps,
    items,
    config,
  });
  if (isLacking(items)) process.exitCode = 1;
}

function describeOutcome(
  { tenant, options, setUp }: Work,
  appId: string,
  items: Parameters<typeof describeItems>[0],
  config: object,
): string {
  const where =
    options.configOut === undefined
      ? ['The broker’s configuration:', JSON.stringify(config, undefined, 2)]
      : [`The broker’s configuration: ${options.configOut}`];
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

function reportPlan({ output, tenant, found, steps, wanted }: Work): void {
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

/** With `--apply`, or when the person at the terminal says so. An empty plan is carried out too: it says what is left by hand. */
async function isWanted(
  { apply: isApplied }: CreateAppOptions,
  output: Output,
  person: Person,
  steps: readonly RegistrationStep[],
): Promise<boolean> {
  if (isApplied === true) return true;
  if (!person.isThere || output.json || steps.length === 0) return false;
  await confirm({ text: '', word: 'yes', remedy: 'Run the command again, and type yes.' }, person);
  return true;
}

/** What is interrupted is gone on with by the same command. */
async function untilInterrupted<T>(output: Output, work: () => Promise<T>): Promise<T> {
  const onSignal = (): void => {
    output.note('Interrupted. Run the same command again: it goes on with what is left.');
    process.exit(130);
  };
  process.once('SIGINT', onSignal);
  try {
    return await work();
  } finally {
    process.off('SIGINT', onSignal);
  }
}

function describeFound(
  { application }: SetUp,
  tenant: string,
  { application: found }: FoundRegistration,
): string {
  const whose = application.kind === 'vendor' ? 'a control panel vendor (CPV)' : 'a partner’s own (CSP)';
  const what =
    found === undefined
      ? 'There is none yet.'
      : `There is one: ${found.appId}, “${plain(found.displayName)}”.`;
  return `The application of ${whose}, in the tenant ${tenant}. ${what}`;
}

/** Without a certificate a new registration proves nothing, and nobody could tell later that it is ours. */
function requireCertificate({ application }: SetUp, chosen: ChosenCertificate | undefined): void {
  if (application.id !== undefined || chosen !== undefined) return;
  throw new ConsentryError('usage', {
    message: 'A new registration needs a certificate.',
    remedy: 'Say with --key-out where a new key is to go, or name a certificate with --certificate.',
  });
}

function requireFound({ application }: SetUp, found: FoundRegistration): void {
  if (application.id === undefined || found.application !== undefined) return;
  throw new ConsentryError('registration_not_found', { facts: { application: application.id } });
}

function wishOf({ application }: SetUp, { clock }: AppPorts, lifetimeMs: number) {
  return { commonName: toCommonName(application.name), lifetimeMs, now: clock.now() };
}
