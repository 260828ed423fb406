import { DEFAULT_TENANTS, type World } from '@consentry/sandbox';
import type { FindingId } from '../src/posture/findings/finding-table.ts';

type User = World['users'][number];
type Policy = World['conditionalAccess'][number];

/** The office of partner one, a network with a name that its administrators trust. */
export const office = {
  id: '70000000-0000-4000-8000-000000000001',
  displayName: 'Office',
  networks: ['203.0.113.0/24'],
  isTrusted: true,
};

/** One policy that asks one account for MFA, and what is wrong with it. The finding is about the policy unless told otherwise. */
export interface PolicyDefect {
  readonly cause: string;
  readonly id: FindingId;
  readonly account: string;
  readonly user?: Partial<User>;
  readonly policy?: Partial<Policy>;
  readonly leavesOut?: Partial<Policy['users']> | 'the account by name';
  readonly subject?: 'accounts';
}

const guest = { guestOf: DEFAULT_TENANTS.vendor };

export const policyDefects: readonly PolicyDefect[] = [
  {
    cause: 'it was tried out and never switched on',
    id: 'policy_report_only',
    account: 'trial',
    policy: { state: 'report-only' },
  },
  {
    cause: 'it leaves out a person',
    id: 'policy_excludes_users',
    account: 'left-out',
    leavesOut: 'the account by name',
  },
  {
    cause: 'it leaves out an account by whose name a program signs in',
    id: 'account_service_excluded',
    account: 'svc-backup',
    leavesOut: 'the account by name',
    subject: 'accounts',
  },
  {
    cause: 'it leaves out an administrator whom nobody is supposed to need',
    id: 'account_break_glass_excluded',
    account: 'emergency',
    user: { directoryRoles: ['Global Administrator'] },
    leavesOut: 'the account by name',
    subject: 'accounts',
  },
  {
    cause: 'it leaves out a group',
    id: 'policy_excludes_groups',
    account: 'in-group',
    user: { groups: ['Contractors'] },
    leavesOut: { excludeGroups: ['Contractors'] },
  },
  {
    cause: 'it leaves out a role',
    id: 'policy_excludes_roles',
    account: 'in-role',
    user: { directoryRoles: ['Reports Reader'] },
    leavesOut: { excludeRoles: ['Reports Reader'] },
  },
  {
    cause: 'it leaves out guests',
    id: 'policy_excludes_guests',
    account: 'guest-left-out',
    user: { ...guest, mail: 'g3@control-panel.example' },
    leavesOut: { excludeGuests: true },
  },
  {
    cause: 'it leaves out Microsoft Graph',
    id: 'policy_excludes_applications',
    account: 'graph',
    policy: { excludeResources: ['https://graph.microsoft.com'] },
  },
  {
    cause: 'it is for Partner Center alone',
    id: 'policy_limited_applications',
    account: 'one-resource',
    policy: { resources: ['https://api.partnercenter.microsoft.com'] },
  },
  {
    cause: 'it leaves out whatever place is trusted',
    id: 'policy_trusted_location',
    account: 'somewhere-trusted',
    policy: { locations: { include: 'all', exclude: ['trusted'] } },
  },
  {
    cause: 'it leaves out the office, which is trusted',
    id: 'policy_trusted_location',
    account: 'office',
    policy: { locations: { include: 'all', exclude: [office.id] } },
  },
  {
    cause: 'it is for a café alone',
    id: 'policy_limited_locations',
    account: 'cafe',
    policy: { locations: { include: ['198.51.100.0/24'] } },
  },
  {
    cause: 'it is for browsers alone',
    id: 'policy_limited_clients',
    account: 'browser',
    policy: { clientAppTypes: ['browser'] },
  },
  {
    cause: 'it is for Windows alone',
    id: 'policy_other_conditions',
    account: 'windows',
    policy: { platforms: { include: ['windows'] } },
  },
  {
    cause: 'a compliant device is enough',
    id: 'policy_device_skips_mfa',
    account: 'laptop',
    user: { device: 'compliant' },
    policy: { grant: ['mfa', 'compliant-device'] },
  },
  {
    cause: 'a device of the domain is enough in place of a strength',
    id: 'policy_device_skips_mfa',
    account: 'desktop',
    user: { device: 'hybrid-joined' },
    policy: { grant: ['hybrid-joined-device', 'mfa-strength'] },
  },
  {
    cause: 'an approved application is enough',
    id: 'policy_other_control_skips_mfa',
    account: 'approved',
    policy: { grant: ['mfa', 'approved-application'] },
  },
  {
    cause: 'a product of somebody else is asked in place of Entra',
    id: 'policy_custom_control',
    account: 'control',
    policy: { grant: 'external-challenge' },
  },
];
