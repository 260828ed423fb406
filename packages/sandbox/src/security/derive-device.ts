import { deriveGuid } from '../ids.ts';
import { createSeededRandom } from '../world/random.ts';
import type { Tenant } from '../world/types.ts';
import type { Device } from './incident.ts';

/** How many devices every tenant has. */
export const DEVICES = 3;

const PLATFORMS = ['Windows11', 'Windows10', 'macOS'];

/** Derives one device of a tenant: the same each time. */
export function deriveDevice({ id, defaultDomain }: Tenant, index: number): Device {
  const random = createSeededRandom(id, `device ${index}`);
  return {
    mdatpDeviceId: deriveGuid('device', id, String(index)).replaceAll('-', ''),
    deviceDnsName: `device-${index + 1}.${defaultDomain}`,
    osPlatform: PLATFORMS[random.below(PLATFORMS.length)] ?? '',
    healthStatus: 'Active',
    riskScore: random.below(3) === 0 ? 'High' : 'Low',
  };
}
