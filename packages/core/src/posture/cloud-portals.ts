import type { Finding, Remedy } from './findings/finding.ts';
import type { SovereignCloud } from './judged-as.ts';

/**
 * Where a click path begins, where it is not in the public portals, and how Microsoft Graph PowerShell names the cloud.
 * @see https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud
 * @see https://learn.microsoft.com/powershell/microsoftgraph/authentication-commands (2026-11)
 */
interface CloudPortals {
  readonly adminCenter: string;
  readonly azurePortal: string;
  readonly environment: string;
}

const government = {
  adminCenter: 'Microsoft Entra admin center (https://entra.microsoft.us)',
  azurePortal: 'https://portal.azure.us',
};

const portals: Readonly<Record<Exclude<SovereignCloud, 'germany'>, CloudPortals>> = {
  'us-government': { ...government, environment: 'USGov' },
  'us-dod': { ...government, environment: 'USGovDoD' },
  china: {
    adminCenter: 'Azure portal (https://portal.azure.cn) > Microsoft Entra ID',
    azurePortal: 'https://portal.azure.cn',
    environment: 'China',
  },
};

/** A finding whose click path leads to the portals of its cloud. The German one is closed: there is nowhere to click. */
export function inPortalsOf(cloud: SovereignCloud, finding: Finding): Finding {
  if (cloud === 'germany') return finding;
  const { adminCenter, azurePortal, environment } = portals[cloud];
  const { steps, command, link } = finding.remedy;
  const remedy: Remedy = {
    steps: steps
      .replaceAll('Microsoft Entra admin center', adminCenter)
      .replaceAll(
        'https://aka.ms/mfasetup',
        `Security info of My Account, by the account picture in ${azurePortal}`,
      ),
    ...(command !== undefined && { command: `Connect-MgGraph -Environment ${environment}; ${command}` }),
    link,
  };
  return { ...finding, remedy };
}
