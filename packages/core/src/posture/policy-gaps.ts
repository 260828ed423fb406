import type { AccessPolicy, NamedLocation } from './sources/sources.ts';

/** Partner Center’s own application, as policies name it. The same in all tenants. */
const partnerCenter = 'fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd';

/** Why a policy that asks for MFA does not ask at every single sign-in. Each is a finding of its own. */
export type PolicyGap =
  | 'policy_trusted_location'
  | 'policy_limited_locations'
  | 'policy_device_skips_mfa'
  | 'policy_other_control_skips_mfa'
  | 'policy_custom_control'
  | 'policy_excludes_applications'
  | 'policy_limited_applications'
  | 'policy_limited_clients'
  | 'policy_other_conditions';

/** True for a policy that has to do with MFA at Partner Center: Entra’s own, or a custom control that passes for it. */
export function asksForMfa({ controls, customControls, includedApplications }: AccessPolicy): boolean {
  const asks = controls.some(isMfa) || (customControls.length > 0 && !controls.includes('block'));
  return asks && (includedApplications.includes('All') || includedApplications.includes(partnerCenter));
}

/**
 * The ways round a policy that asks for MFA; none where it asks at every sign-in of those whom it reaches.
 * @param locations those that have a name; undefined where they could not be read: then a place that is left out is not called trusted
 */
export function gapsOf(
  policy: AccessPolicy,
  locations: readonly NamedLocation[] | undefined,
): readonly PolicyGap[] {
  return [...gapsOfPlaces(policy, locations), ...gapsOfControls(policy), ...gapsOfScope(policy)];
}

function gapsOfPlaces(
  { includedLocations: included, excludedLocations: excluded }: AccessPolicy,
  locations: readonly NamedLocation[] | undefined,
): readonly PolicyGap[] {
  const trusted = new Set((locations ?? []).filter(({ isTrusted }) => isTrusted).map(({ id }) => id));
  if (excluded.some((place) => place === 'AllTrusted' || trusted.has(place)))
    return ['policy_trusted_location'];
  const isEverywhere = included.length === 0 || included.includes('All');
  return isEverywhere && excluded.length === 0 ? [] : ['policy_limited_locations'];
}

/** Where all controls are needed, MFA is always one of them. Where one is enough, each of the others is a way round it. */
function gapsOfControls({ controls, customControls, operator }: AccessPolicy): readonly PolicyGap[] {
  if (!controls.some(isMfa)) return ['policy_custom_control'];
  if (operator === 'AND') return [];
  const others = controls.filter((control) => !isMfa(control));
  const devices = others.filter(
    (control) => control === 'compliantDevice' || control === 'domainJoinedDevice',
  );
  return [
    ...(devices.length > 0 ? (['policy_device_skips_mfa'] as const) : []),
    ...(others.length > devices.length ? (['policy_other_control_skips_mfa'] as const) : []),
    ...(customControls.length > 0 ? (['policy_custom_control'] as const) : []),
  ];
}

function gapsOfScope(policy: AccessPolicy): readonly PolicyGap[] {
  const { includedApplications, excludedApplications, clientAppTypes, hasOtherConditions } = policy;
  const clients = ['browser', 'mobileAppsAndDesktopClients'];
  const isForEachClient =
    clientAppTypes.length === 0 ||
    clientAppTypes.includes('all') ||
    clients.every((client) => clientAppTypes.includes(client));
  return [
    ...(excludedApplications.length > 0 ? (['policy_excludes_applications'] as const) : []),
    ...(includedApplications.includes('All') ? [] : (['policy_limited_applications'] as const)),
    ...(isForEachClient ? [] : (['policy_limited_clients'] as const)),
    ...(hasOtherConditions ? (['policy_other_conditions'] as const) : []),
  ];
}

function isMfa(control: string): boolean {
  return control === 'mfa' || control === 'authenticationStrength';
}
