import { type Cloud, type ResourceName, resourceKinds, resourceNames } from '../entra/cloud.ts';
import { ConsentryError } from '../errors.ts';
import { type ApplicationId, isGuid, readApplicationId } from '../ids.ts';
import { findNearName } from '../verification/near-miss.ts';

/** An API, permissions of which are consented to in customers' tenants. */
export interface ConsentResource {
  /** The name of the table; the application id of an API that is not in it. */
  readonly name: string;
  /** What Partner Center calls `enterpriseApplicationId`. */
  readonly appId: ApplicationId;
  /** What a token for it is asked for with. Undefined where that is not known: then no token proves its consent. */
  readonly tokenResource: string | undefined;
}

interface Row {
  readonly appId: string;
  /** Its identifier in the public cloud; absent where each customer has one of its own. */
  readonly uri?: string;
  /** What else people call it. */
  readonly also: readonly string[];
}

const ofCloud = (name: ResourceName, ...also: readonly string[]): Row => ({
  appId: resourceKinds[name].applicationId,
  uri: resourceKinds[name].publicAudience,
  also,
});

/**
 * The APIs that have a name, as of 2026-11-26.
 * @see https://learn.microsoft.com/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in
 */
const rows: Readonly<Record<string, Row>> = {
  graph: ofCloud('graph', 'microsoft-graph', 'ms-graph', 'msgraph'),
  arm: ofCloud('arm', 'azure', 'azure-resource-manager', 'azure-service-management', 'management'),
  defender: ofCloud('defender', 'defender-xdr', 'microsoft-threat-protection', 'm365-defender'),
  exchange: {
    appId: '00000002-0000-0ff1-ce00-000000000000',
    uri: 'https://outlook.office365.com',
    also: ['exchange-online', 'outlook', 'office-365-exchange-online'],
  },
  // Its tokens are for a host of the customer's own.
  sharepoint: {
    appId: '00000003-0000-0ff1-ce00-000000000000',
    also: ['sharepoint-online', 'office-365-sharepoint-online', 'spo'],
  },
  'office-management': {
    appId: 'c5393580-f805-4401-95e8-94b7a6ef2fc2',
    uri: 'https://manage.office.com',
    also: ['office-365-management-apis', 'office-365-management', 'management-activity'],
  },
  'defender-endpoint': {
    appId: 'fc780465-2017-40d4-a0c5-307022471b92',
    uri: 'https://api.securitycenter.microsoft.com',
    also: ['windowsdefenderatp', 'windows-defender-atp', 'mde', 'defender-for-endpoint'],
  },
  'key-vault': {
    appId: 'cfa8b339-82a2-471a-a3c9-0fc0be7a4093',
    uri: 'https://vault.azure.net',
    also: ['azure-key-vault', 'keyvault', 'vault'],
  },
};

/** What cannot be consented to in a customer's tenant, and what was probably meant. */
const refused: readonly {
  readonly names: readonly string[];
  readonly why: string;
  readonly instead: string;
}[] = [
  {
    names: [
      'partner-center',
      resourceKinds['partner-center'].applicationId,
      '4990cffe-04e8-4e8b-808a-1175604b879f',
    ],
    why: 'Partner Center belongs to the partner’s own tenant; no customer consents to it.',
    instead: 'Leave it out. The partner approves the application by an invitation of the kind approve.',
  },
  {
    names: [
      '00000002-0000-0000-c000-000000000000',
      'aad-graph',
      'azure-ad-graph',
      'https://graph.windows.net',
    ],
    why: 'Azure AD Graph is retired.',
    instead: 'Write graph, and the permission of Microsoft Graph that does the same.',
  },
  {
    names: ['a0c73c16-a7e3-4564-9a95-2bdf47383716', '04b07795-8ddb-461a-bbee-02f9e1bf7b46'],
    why: 'This is the application id of a program (Exchange Online PowerShell, Azure CLI), not of an API.',
    instead: 'Name the API that the program calls, such as exchange or arm.',
  },
];

/** The names that may stand in a list of wanted permissions. */
export const consentResourceNames: readonly string[] = Object.keys(rows);

/**
 * Finds an API by its name, its application id or its URI. An application id that is not in the table is taken as it is.
 * @throws ConsentryError `consents_invalid`, with what was probably meant
 */
export function readConsentResource(cloud: Cloud, text: string): ConsentResource {
  const plain = text.trim().toLowerCase().replace(/\/+$/, '');
  const dashed = plain.replace(/[\s_]+/g, '-');
  const plainer = isAudience(cloud, 'partner-center', plain) ? 'partner-center' : plain;
  const no = refused.find(({ names }) => names.includes(plainer) || names.includes(dashed));
  if (no !== undefined) throw invalid(no.why, no.instead);
  const named = Object.entries(rows).find(([name, row]) => name === text || row.appId === plain);
  if (named !== undefined) return describe(cloud, ...named);
  const byUri = Object.entries(rows).find(
    ([name, { uri }]) => uri === plain || isAudience(cloud, name, plain),
  );
  if (byUri !== undefined) return describe(cloud, ...byUri);
  if (isGuid(plain)) return { name: plain, appId: readApplicationId(plain), tokenResource: undefined };
  throw unknown(text, dashed);
}

/** Of an API that stands in a customer's tenant, whatever it is. */
export function describeConsentResource(cloud: Cloud, appId: string): ConsentResource {
  const known = Object.entries(rows).find(([, row]) => row.appId === appId.toLowerCase());
  if (known !== undefined) return describe(cloud, ...known);
  return { name: appId.toLowerCase(), appId: readApplicationId(appId), tokenResource: undefined };
}

/** A national cloud has hosts of its own, and only those of its table are known. */
function describe(cloud: Cloud, name: string, { appId, uri }: Row): ConsentResource {
  const isInTable = Object.hasOwn(cloud.resources, name);
  const isPublic = cloud.name === 'public' || !cloud.builtIn;
  const tokenResource = isInTable ? name : isPublic ? uri : undefined;
  return { name, appId: readApplicationId(appId), tokenResource };
}

/** By what this cloud calls it, or the public one, in which most lists are written. */
function isAudience(cloud: Cloud, name: string, uri: string): boolean {
  const known = resourceNames.find((one) => one === name);
  if (known === undefined) return false;
  return (
    resourceKinds[known].publicAudience === uri || cloud.resources[known]?.audiences.includes(uri) === true
  );
}

function unknown(text: string, dashed: string): ConsentryError {
  const also = Object.entries(rows).find(([name, row]) => name === dashed || row.also.includes(dashed))?.[0];
  const near = also ?? findNearName(dashed, consentResourceNames)?.name;
  const all = `Known are ${consentResourceNames.join(', ')}; any other API is named by its application id.`;
  return invalid(
    `${JSON.stringify(text.slice(0, 80))} is not the name of an API.`,
    near === undefined ? all : `Write ${near}. ${all}`,
  );
}

function invalid(message: string, remedy: string): ConsentryError {
  return new ConsentryError('consents_invalid', { message, remedy });
}
