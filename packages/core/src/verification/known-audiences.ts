import type { Cloud, CloudResource } from '../entra/cloud.ts';
import { clouds } from '../entra/clouds.ts';

/** An audience that people ask for by mistake. */
interface MistakenAudience {
  readonly audiences: readonly string[];
  readonly api: string;
  readonly remedy: string;
  /** Its API is gone: no token for it is of any use. */
  readonly isRetired?: true;
}

const endpointRemedy =
  'Incidents and advanced hunting of Microsoft 365 Defender are at another API: ask for https://api.security.microsoft.com/.default (at v1 resource=https://api.security.microsoft.com), whatever older examples say.';

/**
 * Audiences of older examples and retired APIs, as of 2026-11-20.
 * @see https://learn.microsoft.com/defender-xdr/api-partner-access
 */
const mistaken: readonly MistakenAudience[] = [
  {
    audiences: [
      'https://api.securitycenter.microsoft.com',
      'https://api.securitycenter.windows.com',
      'https://securitycenter.onmicrosoft.com/windowsatpservice',
      'fc780465-2017-40d4-a0c5-307022471b92',
    ],
    api: 'Defender for Endpoint',
    remedy: endpointRemedy,
  },
  {
    audiences: ['https://graph.windows.net', '00000002-0000-0000-c000-000000000000'],
    api: 'Azure AD Graph, which is retired',
    remedy: 'Ask for Microsoft Graph: https://graph.microsoft.com/.default.',
    isRetired: true,
  },
];

export interface KnownAudience {
  /** For people: "graph", "graph of the cloud china", "Defender for Endpoint". */
  readonly api: string;
  readonly remedy?: string;
}

/** The API that an audience stood for, and what replaced it; undefined for one that is not retired. */
export function findRetiredApi(audience: string): KnownAudience | undefined {
  const bare = withoutSlash(audience);
  return mistaken.find(({ audiences, isRetired }) => isRetired === true && audiences.includes(bare));
}

/** Says which API an audience stands for, first in this cloud; undefined for one that is not known. */
export function findKnownAudience(cloud: Cloud, audience: string): KnownAudience | undefined {
  const bare = withoutSlash(audience);
  const wrong = mistaken.find(({ audiences }) => audiences.includes(bare));
  if (wrong !== undefined) return { api: wrong.api, remedy: wrong.remedy };
  const own = nameOf(cloud, audience);
  if (own !== undefined) return { api: own };
  for (const other of Object.values(clouds)) {
    const name = nameOf(other, audience);
    if (name !== undefined) {
      return {
        api: `${name} of the cloud ${other.name}`,
        remedy: `Ask the ${name} of the cloud ${cloud.name}.`,
      };
    }
  }
  return undefined;
}

/** Every audience that tokens for a resource may have. @param resource a name of the cloud's table, or an identifier */
export function audiencesOf(cloud: Cloud, resource: string): readonly string[] {
  const named: Readonly<Record<string, CloudResource | undefined>> = cloud.resources;
  const known = Object.hasOwn(named, resource)
    ? named[resource]
    : Object.values(cloud.resources).find(({ audiences }) => audiences.includes(resource));
  return known?.audiences ?? [withoutSlash(resource), `${withoutSlash(resource)}/`];
}

function nameOf(cloud: Cloud, audience: string): string | undefined {
  return Object.entries(cloud.resources).find(([, { audiences }]) => audiences.includes(audience))?.[0];
}

function withoutSlash(audience: string): string {
  return audience.endsWith('/') ? audience.slice(0, -1) : audience;
}
