import {
  type ApplicationId,
  type Cloud,
  ConsentryError,
  createWantedRegistration,
  readApplicationId,
  readWantedConsents,
  type WantedCertificate,
  type WantedConsents,
  type WantedRegistration,
} from '@consentry/core';
import { redirectUrisOf, type SetUp } from '@consentry/server';
import { readPermissions } from '../commands/read-permissions.ts';
import { loadSetUp } from '../load-config.ts';

/** Options of both commands: what the registration shall be, where the configuration does not say it. */
export interface WantedOptions {
  readonly config?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly publicUrl?: string;
  readonly application?: string;
  /** Such as `graph:User.Read.All`. */
  readonly permission?: readonly string[];
  /** A file. */
  readonly permissions?: string;
  /** False: nothing is consented to. */
  readonly consent?: boolean;
}

/** What the options and the configuration say; the options go before it. @throws ConsentryError `invalid_configuration` */
export function loadSetUpOf({ config, kind, name, publicUrl, application }: WantedOptions): Promise<SetUp> {
  return loadSetUp({
    file: config,
    over: {
      CONSENTRY_APPLICATION_ID: application,
      CONSENTRY_APPLICATION_KIND: kind,
      CONSENTRY_APPLICATION_NAME: name,
      CONSENTRY_PUBLIC_URL: publicUrl,
    },
  });
}

/** Reads what the registration shall be. @throws ConsentryError `usage`, `consents_invalid`, `invalid_request` */
export async function readWanted(
  setUp: SetUp,
  options: WantedOptions,
  certificate: WantedCertificate | undefined,
): Promise<WantedRegistration> {
  const { application, publicUrl, isHybrid, cloud } = setUp;
  return createWantedRegistration({
    kind: application.kind,
    displayName: application.name,
    redirectUris: Object.values(redirectUrisOf(publicUrl)),
    issuesIdTokens: isHybrid,
    permissions: await readWantedPermissions(cloud, options),
    certificate,
    isConsented: options.consent !== false,
  });
}

async function readWantedPermissions(
  cloud: Cloud,
  { permission = [], permissions }: WantedOptions,
): Promise<WantedConsents | undefined> {
  if (permissions !== undefined && permission.length > 0) {
    throw new ConsentryError('usage', {
      message: '--permission and --permissions were both given.',
      remedy: 'Give one of them.',
    });
  }
  if (permissions !== undefined) return readWantedConsents(cloud, await readPermissions(permissions));
  return permission.length === 0 ? undefined : readWantedConsents(cloud, { grants: groupByApi(permission) });
}

function groupByApi(permission: readonly string[]): readonly object[] {
  const byApi = new Map<string, string[]>();
  for (const text of permission) {
    const at = text.lastIndexOf(':');
    if (at < 1) {
      throw new ConsentryError('usage', {
        message: 'A permission names no API.',
        remedy: 'Write the API in front of each: graph:User.Read.All, arm:user_impersonation.',
      });
    }
    const [api, name] = [text.slice(0, at), text.slice(at + 1)];
    byApi.set(api, [...(byApi.get(api) ?? []), name]);
  }
  return [...byApi].map(([resource, scopes]) => ({ resource, scopes }));
}

/** The public client that the sign-in is made with. @throws ConsentryError `usage`, `invalid_request` */
export function readClientId(clientId: string | undefined, { name }: Cloud, usual: string): ApplicationId {
  if (clientId === undefined && name === 'china') {
    throw new ConsentryError('usage', {
      message: 'Microsoft’s command line tools are not known in this cloud.',
      remedy: 'Register a public client there, and name it with --client-id.',
    });
  }
  return readApplicationId(clientId ?? usual);
}
