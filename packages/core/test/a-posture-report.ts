import { type FindingId, findingTable } from '../src/posture/findings/finding-table.ts';
import type { FindingRow } from '../src/posture/findings/finding.ts';
import type {
  GoneFinding,
  PostureReport,
  PostureSummary,
  ReportFinding,
} from '../src/posture-report/report.ts';

const partner = '6f1d3c5e-0b7a-4c39-9d52-1a8e47f0c2b1';
const application = 'a4b0c9d8-77e1-4f0e-8a53-5d2f6c1b9e07';
const at = '2026-11-26T06:00:00Z';

function id(prefix: string, letter: string): string {
  return `${prefix}_${letter.repeat(22)}`;
}

/** A finding of the table, about something. */
export function aReportedFinding(
  name: FindingId,
  change: Partial<GoneFinding & Pick<ReportFinding, 'change'>> = {},
): ReportFinding {
  const { severity, title, owner, remedy }: FindingRow = findingTable[name];
  return {
    id: name,
    subject: 'accounts',
    severity,
    title,
    owner,
    remedy: { ...remedy },
    evidence: { examples: [], facts: {} },
    firstSeenAt: '2026-11-12T06:00:00Z',
    change: 'same',
    ...change,
  };
}

function findings(): PostureReport['findings'] {
  return [
    aReportedFinding('account_not_covered', {
      evidence: {
        count: 4,
        examples: ['j.devries@contoso.example', 'm.lind@contoso.example', 'reception@contoso.example'],
        facts: { lastAt: '2026-11-25T16:41:00Z' },
      },
      change: 'worse',
    }),
    aReportedFinding('policy_trusted_location', {
      subject: '0d3b8f62-55aa-4f10-b6d0-4a4f4f8f2f11',
      evidence: {
        count: 31,
        examples: ['a.bakker@contoso.example', 's.nilsson@contoso.example'],
        facts: { policy: 'CA001: Require MFA for all users' },
      },
    }),
    aReportedFinding('grant_refused_without_mfa', {
      subject: id('gra', 'B'),
      evidence: {
        count: 1,
        examples: ['sync-service@contoso.example'],
        facts: { amr: 'pwd', lastAt: '2026-11-26T03:12:00Z' },
      },
      firstSeenAt: at,
      change: 'new',
    }),
    aReportedFinding('application_calls_without_mfa', {
      subject: application,
      evidence: {
        count: 412,
        examples: ['billing-service@contoso.example'],
        facts: { application: 'Contoso Billing Sync', total: 2260, lastAt: '2026-11-25T23:58:00Z' },
      },
    }),
    aReportedFinding('federation_without_mfa_claim', {
      subject: 'corp.contoso.example',
      evidence: {
        count: 12,
        examples: ['p.jansen@corp.contoso.example'],
        facts: { mfaBehavior: 'acceptIfMfaDoneByFederatedIdp' },
      },
    }),
    aReportedFinding('account_break_glass_excluded', {
      evidence: { count: 1, examples: ['emergency@contoso.example'], facts: {} },
    }),
    aReportedFinding('grant_ends_soon', {
      subject: id('gra', 'C'),
      evidence: {
        count: 1,
        examples: ['orders-service@contoso.example'],
        facts: { endsAt: '2026-12-03T09:00:00Z', cause: 'credential' },
      },
      firstSeenAt: at,
      change: 'new',
    }),
    aReportedFinding('policy_sign_in_frequency', {
      subject: '7e0f2a2c-1a55-4a3f-8a8e-0a6b5d5b8d42',
      evidence: {
        count: 1,
        examples: ['orders-service@contoso.example'],
        facts: { policy: 'CA014: Sign in daily', every: 86_400_000 },
      },
    }),
    aReportedFinding('account_sync_exempt', {
      evidence: { count: 1, examples: ['sync_dc01_4f2a@contoso.example'], facts: {} },
    }),
  ];
}

function grants(): PostureReport['grants'] {
  const grant = { application, amr: ['pwd', 'mfa'], isMfaCompliant: true };
  return [
    {
      ...grant,
      id: id('gra', 'A'),
      accountName: 'provisioning-service@contoso.example',
      ends: { at: '2027-02-20T10:15:00Z', cause: 'inactivity' },
    },
    {
      id: id('gra', 'B'),
      accountName: 'sync-service@contoso.example',
      application,
      amr: ['pwd'],
      isMfaCompliant: false,
      ends: { at: '2026-12-19T08:30:00Z', cause: 'sign-in-frequency' },
    },
    {
      ...grant,
      id: id('gra', 'C'),
      accountName: 'orders-service@contoso.example',
      ends: { at: '2026-12-03T09:00:00Z', cause: 'credential' },
    },
    { id: id('gra', 'D'), accountName: 'reports@contoso.example', application },
  ];
}

type Tables = NonNullable<PostureReport['tables']>;

const policy = { id: '0d3b8f62-55aa-4f10-b6d0-4a4f4f8f2f11', name: 'CA001: Require MFA for all users' };

function accounts(): NonNullable<Tables['accounts']> {
  const row = {
    kind: 'member' as const,
    isEnabled: true,
    isSynced: false,
    isFederated: false,
    isRegistered: true,
    methods: ['microsoftAuthenticatorPush'],
    coveredBy: [],
    waysRound: [],
    excludedBy: [],
    reportedBy: [],
    grants: [],
    signInsWithoutMfa: 0,
  };
  return {
    total: 128,
    counts: [
      {
        kind: 'member',
        state: 'covered',
        count: 74,
        registered: 70,
        notRegistered: 3,
        registrationUnknown: 1,
      },
      {
        kind: 'member',
        state: 'way-round',
        count: 31,
        registered: 31,
        notRegistered: 0,
        registrationUnknown: 0,
      },
      {
        kind: 'member',
        state: 'not-covered',
        count: 4,
        registered: 1,
        notRegistered: 3,
        registrationUnknown: 0,
      },
      { kind: 'guest', state: 'unknown', count: 3, registered: 0, notRegistered: 0, registrationUnknown: 3 },
      {
        kind: 'member',
        state: 'disabled',
        count: 16,
        registered: 2,
        notRegistered: 14,
        registrationUnknown: 0,
      },
    ],
    rows: [
      {
        ...row,
        id: '5b0a1d5a-2a6d-4a8a-9a57-9f1b6f0f0a01',
        name: 'j.devries@contoso.example',
        state: 'not-covered',
        isRegistered: false,
        methods: [],
        signInsWithoutMfa: 14,
        lastWithoutMfaAt: '2026-11-25T16:41:00Z',
      },
      {
        ...row,
        id: '5b0a1d5a-2a6d-4a8a-9a57-9f1b6f0f0a02',
        name: 'emergency@contoso.example',
        kind: 'emergency',
        state: 'excluded',
        methods: ['fido2SecurityKey'],
        excludedBy: [{ policy, by: 'user' }],
      },
      {
        ...row,
        id: '5b0a1d5a-2a6d-4a8a-9a57-9f1b6f0f0a03',
        name: 'a.bakker@contoso.example',
        state: 'way-round',
        isSynced: true,
        waysRound: [{ policy, gaps: ['policy_trusted_location'] }],
        signInsWithoutMfa: 6,
        lastWithoutMfaAt: '2026-11-24T08:02:00Z',
      },
    ],
    leftOut: 35,
  };
}

function tables(): Tables {
  return {
    accounts: accounts(),
    applications: {
      rows: [
        {
          id: application,
          name: 'Contoso Billing Sync',
          total: 2260,
          withoutMfa: 412,
          percentWithMfa: 81.7,
          lastWithoutMfaAt: '2026-11-25T00:00:00Z',
          accounts: ['billing-service@contoso.example'],
        },
        {
          id: id('app', 'b'),
          name: 'Contoso Portal',
          total: 9120,
          withoutMfa: 0,
          percentWithMfa: 100,
          accounts: [],
        },
      ],
      leftOut: 0,
    },
    methods: {
      from: 'report',
      rows: [
        { method: 'microsoftAuthenticatorPush', accounts: 88 },
        { method: 'fido2SecurityKey', accounts: 17 },
        { method: 'mobilePhone', accounts: 9 },
      ],
      leftOut: 0,
    },
    portal: {
      total: 1,
      rows: [{ name: 'reception@contoso.example', lastAt: '2026-11-23T13:20:00Z' }],
      leftOut: 0,
    },
  };
}

const judgedAs: PostureReport['judgedAs'] = {
  kind: 'direct-bill',
  kindFrom: 'operator',
  cloud: 'public',
  weight: 'mandate',
  remarks: [],
};

/** A report of an example partner: something of every kind is in it. */
export function aPostureReport(change: Partial<PostureReport> = {}): PostureReport {
  return {
    id: id('pos', 'H'),
    partner,
    at,
    organization: { name: 'Contoso', plan: 'p1' },
    figures: theFigures(at, 74, 1848),
    findings: findings(),
    unread: [
      {
        source: 'score',
        code: 'api_forbidden',
        remedy:
          'Let an administrator of the partner consent to PartnerSecurity.Read.All, as a direct-bill partner or an indirect provider, at Microsoft Graph; then run the report again.',
      },
      {
        source: 'registrations',
        code: 'incomplete',
        remedy: 'Run the report again. Microsoft’s report of methods lags behind new accounts by some hours.',
        count: 4,
      },
      {
        source: 'remembered-devices',
        code: 'not_available_by_api',
        remedy:
          'Look by hand: Microsoft Entra admin center > Users > Per-user MFA > Service settings: “Allow users to remember multifactor authentication on devices they trust” must be off.',
      },
    ],
    notOffered: [],
    judgedAs,
    grants: grants(),
    tables: tables(),
    since: {
      id: id('pos', 'G'),
      at: '2026-11-25T06:00:00Z',
      fixed: [
        aReportedFinding('policy_persistent_browser', {
          subject: policy.id,
          evidence: { examples: [], facts: { policy: 'CA020: Kiosks' } },
        }),
      ],
      unknown: [
        aReportedFinding('score_requirement_not_met', {
          subject: 'mfaEnforcedForAdmins',
          evidence: { examples: [], facts: { score: 12, maxScore: 20 } },
        }),
      ],
    },
    ...change,
  };
}

function theFigures(when: string, covered: number, calls: number): PostureReport['figures'] {
  return [
    {
      name: 'accounts-with-mfa',
      kind: 'estimate',
      percent: Math.floor((covered * 1000) / 112) / 10,
      part: covered,
      whole: 112,
      unknown: 3,
      from: ['accounts', 'securityDefaults', 'policies', 'groups', 'roles', 'perUserMfa'],
      at: when,
    },
    {
      name: 'portal-requests-with-mfa',
      kind: 'not-available',
      code: 'not_available_by_api',
      remedy: 'Read it in Partner Center: Settings > Account settings > Security requirements status.',
      from: ['portal'],
      at: when,
    },
    {
      name: 'api-requests-with-mfa',
      kind: 'reported',
      percent: Math.floor((calls * 1000) / 2260) / 10,
      part: calls,
      whole: 2260,
      unknown: 0,
      from: ['applications'],
      at: when,
    },
  ];
}

/** Reports of the weeks before, the oldest first. In one of them Partner Center could not be read. */
export function someHistory(): readonly PostureSummary[] {
  return [52, 55, 55, 61, 68, 70].map((covered, index) => {
    const when = `2026-11-${String(index * 4 + 2).padStart(2, '0')}T06:00:00Z`;
    const [accountShare, portal, calls] = theFigures(when, covered, 900 + index * 180);
    const figures = [accountShare, portal, index === 2 ? undefined : calls].filter(
      (one) => one !== undefined,
    );
    const counts = { high: 9 - index, medium: 3, low: 1, info: 1 };
    const own = { id: id('pos', 'ABCDEF'[index] ?? 'A'), partner, at: when, judgedAs };
    return { ...own, figures, findings: counts };
  });
}
