import type { PartnerKind } from '../consent/partner-kind.ts';
import { type BuiltInCloudName, builtInCloudNames, type Cloud } from '../entra/clouds.ts';

/** What is known of a partner before anything is read of it. */
export interface AboutPartner {
  /** Undefined where neither the operator nor Partner Center said. It is never guessed. */
  readonly kind: PartnerKind | undefined;
  readonly kindFrom: 'operator' | 'partner-center' | undefined;
  readonly cloud: Pick<Cloud, 'name' | 'builtIn'>;
}

/** For which kind of partner, and which cloud, a report was judged. */
export interface JudgedAs extends Omit<AboutPartner, 'cloud'> {
  readonly cloud: string;
  /** `mandate`: Microsoft requires MFA of this partner, and enforces it. `advice`: it urges, and enforces nothing. */
  readonly weight: 'mandate' | 'advice';
  readonly remarks: readonly RemarkId[];
}

/**
 * What is different for a kind of partner or a cloud.
 * @see Partner Center, "Partner security requirements", "Security requirements status report" (2026-11)
 */
export const remarkTable = {
  kind_unknown:
    'Neither the operator nor Partner Center said what kind of partner this is: it is judged as one that has Partner Center. Say it with consentry invite --partner-kind.',
  reseller:
    'The requirements hold for the resellers of an indirect provider too. Microsoft gives them no API of Partner Center: what is said here is what Microsoft Graph shows.',
  advisor: 'The requirements hold for advisors too. Microsoft gives advisors no security score.',
  control_panel_vendor:
    'The requirements hold for control panel vendors too. Their application may act for a partner with a user alone, so each of its calls needs MFA. Microsoft gives them no security score.',
  integration_account:
    'The requirements hold for the account for integration tests too, and Microsoft enforced them there first. Its tenant is another one than the partner’s: each has its report.',
  cloud_advice:
    'Microsoft does not enforce the requirements in this cloud; it urges its partners to meet them. What was found is advice, and no breach.',
  cloud_declared: 'The cloud was declared by configuration. It is judged as the public one.',
} as const satisfies Record<string, string>;

/** The id of a remark. It is never renamed. */
export type RemarkId = keyof typeof remarkTable;

const remarkOf: Readonly<Partial<Record<PartnerKind, RemarkId>>> = {
  'indirect-reseller': 'reseller',
  advisor: 'advisor',
  'control-panel-vendor': 'control_panel_vendor',
  'integration-account': 'integration_account',
};

/** Says what a report of this partner is judged by. */
export function judgeAs({ kind, kindFrom, cloud }: AboutPartner): JudgedAs {
  const isAdvice = findSovereignCloud(cloud) !== undefined;
  const ofKind = kind === undefined ? 'kind_unknown' : remarkOf[kind];
  return {
    kind,
    kindFrom,
    cloud: cloud.name,
    weight: isAdvice ? 'advice' : 'mandate',
    remarks: [
      ...(ofKind === undefined ? [] : [ofKind]),
      ...(isAdvice ? (['cloud_advice'] as const) : []),
      ...(cloud.builtIn ? [] : (['cloud_declared'] as const)),
    ],
  };
}

/** A cloud of a state. One that is declared by configuration is none, whatever its name: nobody is let off by a name. */
export type SovereignCloud = Exclude<BuiltInCloudName, 'public'>;

export function findSovereignCloud({ name, builtIn }: AboutPartner['cloud']): SovereignCloud | undefined {
  const known = builtInCloudNames.find((one) => one === name);
  return builtIn && known !== 'public' ? known : undefined;
}
