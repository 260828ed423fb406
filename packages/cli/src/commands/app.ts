import {
  compareRegistration,
  ConsentryError,
  type FoundRegistration,
  isLacking,
  planRegistration,
  readTenantId,
  type RegistrationStep,
} from '@consentry/core';
import { createLog, openPorts, type SetUp } from '@consentry/server';
import { applyPlan, reportPlan } from '../app/apply-plan.ts';
import { type CertificateOptions, type ChosenCertificate, chooseCertificate } from '../app/certificate.ts';
import { describeItems, describePlan } from '../app/describe.ts';
import { type AppPorts, openTenant, readStanding } from '../app/open-tenant.ts';
import { loadSetUpOf, readWanted, type WantedOptions } from '../app/wanted.ts';
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

/** As they are typed. */
export interface CreateAppOptions extends PlaceOptions, CertificateOptions {
  readonly lifetime: string;
  readonly apply?: boolean;
  readonly configOut?: string;
}

/** As they are typed. Of a certificate only the public half is read. */
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
      requireCertificate(setUp, chosen, ports.clock.now());
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
      const { configOut } = options;
      const work = { output, setUp, tenant, ports, graph, chosen, wanted, found, steps, configOut };
      if (await isWanted(options, output, deps.person, steps)) await applyPlan(work);
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
function requireCertificate(
  { application }: SetUp,
  chosen: ChosenCertificate | undefined,
  now: number,
): void {
  if (chosen !== undefined && chosen.certificate.endsAt <= now) {
    throw new ConsentryError('usage', {
      message: 'The certificate has ended.',
      remedy: 'Make another one, with --key-out and the name of a new file.',
    });
  }
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
