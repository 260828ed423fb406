import { DEFAULT_PASSWORD, DEFAULT_TENANTS, type World } from '@consentry/sandbox';
import { aPolicy } from '../../sandbox/test/a-policy.ts';
import { PARTNER_CENTER_SCOPE } from '../../sandbox/test/example-client.ts';
import { assess, type Report } from '../src/posture/assess.ts';
import { someGrantFacts } from './a-posture.ts';
import { aCleanWorld, addUser, observe, observedAt, type Observation } from './an-observed-partner.ts';
import { callPartnerCenter } from './use-grant.ts';

const { partnerOne } = DEFAULT_TENANTS;
const partnerCenter = 'https://api.partnercenter.microsoft.com';

/** Texts that a tenant may give as a name to whoever shows them: markup, formulas, terminal escapes, and what breaks lines and quotes. */
export const hostileTexts: readonly string[] = [
  `"><script>alert(1)</script><img src=x onerror=alert(2)>`,
  `' onmouseover='alert(3)' x='`,
  `javascript:alert(4)`,
  `</style></title><!--<svg onload=alert(5)>`,
  `&lt;b&gt;&#60;b&#62; \${7*7} {{7*7}}`,
  `=HYPERLINK("https://evil.example";"open")`,
  `+1+cmd|' /C calc'!A0`,
  `-2+3+cmd|' /C calc'!A0`,
  `@SUM(1+1)*cmd|' /C calc'!A0`,
  `\t=1+1`,
  `\r=1+1`,
  `a","b";"c`,
  `one\ntwo\r\nthree`,
  `\u001b[2J\u001b[31mred\u001b]0;title\u0007`,
  `\u009b31m\u009d8;;https://evil.example\u009c`,
  `\u001b]8;;https://evil.example\u001b\\link`,
  `\u0000\u0008\u007f`,
  `\u202egnp.exe\u2066\u200f`,
  `\ud800`,
  `__proto__`,
  'long '.repeat(400),
];

/** Those that can stand in a path of Graph, which a domain’s name does. */
const domainTexts = hostileTexts.filter((text) => !/[/\\@\ud800]/.test(text));

/** Where the report shows each text: accounts and domains in lower case, as they are read. */
export const hostileNames = {
  organization: hostileTexts.join(' '),
  policies: hostileTexts,
  applications: hostileTexts,
  accounts: hostileTexts.map((text) => nameOf(text).toLowerCase()),
  locations: hostileTexts,
  domains: domainTexts.map((text) => `${text}.example`.toLowerCase()),
  grantHolders: hostileTexts,
} as const;

function nameOf(text: string): string {
  return text.includes('@') ? text : `${text}@partner-one.example`;
}

/**
 * Partner one, where everything that has a name has a hostile one: the organization, accounts, policies, applications, domains and
 * locations. Each stands in a finding of the report.
 */
export function aHostileWorld(): World {
  const world = aCleanWorld();
  const own = world.users.filter(({ tenantId }) => tenantId === partnerOne).map(({ objectId }) => objectId);
  const atDomains = hostileNames.domains.map((domain, index) => addUser(world, `person-${index}@${domain}`));
  addUser(world, 'robot', { groups: ['AdminAgents'] });
  world.conditionalAccess = [
    aPolicy({ users: { include: [...own, ...atDomains.map(({ objectId }) => objectId)] } }),
    ...hostileTexts.map((displayName) => {
      const { objectId } = addUser(world, nameOf(displayName));
      return aPolicy({ displayName, users: { include: [objectId], exclude: [objectId] } });
    }),
    ...hostileTexts.map((_text, index) => {
      const { objectId } = addUser(world, `somewhere-${index}`);
      const locations = { include: 'all' as const, exclude: [numbered('71', index)] };
      return aPolicy({ users: { include: [objectId] }, locations });
    }),
  ];
  for (const tenant of world.tenants) {
    if (tenant.id !== partnerOne) continue;
    tenant.name = hostileNames.organization;
    tenant.domains = hostileNames.domains.map((name) => ({ name, federation: { sendsMfaClaim: true } }));
    tenant.namedLocations = hostileTexts.map((displayName, index) => {
      return { id: numbered('71', index), displayName, networks: ['203.0.113.0/24'], isTrusted: true };
    });
  }
  for (const [index, displayName] of hostileTexts.entries())
    addProgram(world, numbered('42', index), displayName);
  return world;
}

function numbered(prefix: string, index: number): string {
  return `${prefix}000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
}

function addProgram(world: World, clientId: string, displayName: string): void {
  const [integration] = world.applications;
  if (integration === undefined) throw new TypeError('no application');
  const secrets = [{ value: clientId }];
  world.applications.push({ ...structuredClone(integration), clientId, displayName, secrets });
  world.servicePrincipals.push({ tenantId: partnerOne, clientId, state: 'enabled', roles: [] });
  const scopes = ['user_impersonation'];
  world.consents.push({ tenantId: partnerOne, clientId, resource: partnerCenter, scopes, kind: 'admin' });
}

/** The report of that world, after each of its applications called Partner Center once without MFA. */
export async function hostileReport(): Promise<Report> {
  const observation = await observe(aHostileWorld());
  for (const index of hostileTexts.keys()) await callBy(observation, numbered('42', index));
  const grants = hostileTexts.map((accountName, index) =>
    someGrantFacts({
      id: `grant-${index}`,
      accountName,
      amr: ['pwd'],
      isMfaCompliant: false,
      redeemedAt: observedAt,
    }),
  );
  return assess(await observation.read(grants), observedAt);
}

async function callBy({ client, apisWith }: Observation, clientId: string): Promise<void> {
  const { body } = await client.token({
    grant_type: 'password',
    client_id: clientId,
    client_secret: clientId,
    username: 'robot@partner-one.example',
    password: DEFAULT_PASSWORD,
    scope: PARTNER_CENTER_SCOPE,
  });
  await callPartnerCenter(apisWith(body['access_token'] ?? ''));
}
