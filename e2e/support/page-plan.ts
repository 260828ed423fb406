import { DEFAULT_TENANTS } from '@consentry/sandbox';
import { createRemote, type Remote } from '@consentry/core/remote';
import { readKeyFile } from '../../packages/cli/src/read-key-file.ts';
import type { DocumentedBroker } from './a-documented-broker.ts';

const { partnerOne, customerA, customerB, vendor } = DEFAULT_TENANTS;

/** Statements that run until they are stopped. */
export const servers = /consentry (serve|sandbox|up)\b(?!.*--help)/;

/** Statements that wait for a person, who then signs in. */
export const waitsForPerson = /consentry (test-mfa|connect)\b/;

/** Pages that end what others need, or that begin without a grant. */
export const ownBroker: Readonly<Record<string, { readonly isConnected: boolean }>> = {
  'docs/guide-cpv.md': { isConnected: true },
  'docs/start.md': { isConnected: true },
  'docs/taking-back.md': { isConnected: true },
  'docs/customer-consents.md': { isConnected: true },
  'docs/import.md': { isConnected: false },
};

/** Statements that ask a person, who says yes: there is no terminal here. */
const asksPerson = /consentry (consents (grant|withdraw)|purge)\b/;

/** Statements that end otherwise than with 0, and are right in it. */
export const otherExits: readonly OtherExit[] = [
  { command: /import .*--purge-source/, exitCode: 1, why: 'by then the account has a grant' },
  {
    command: /posture .*--fail-on/,
    exitCode: 4,
    why: 'the example partner grants too few permissions to see everything',
  },
  { command: /00000000000b --resource graph/, exitCode: 1, why: 'customer B did not consent' },
  {
    command: /consents plan .*--all|sweep (users|incidents|posture)|sweep hunting .*--all/,
    exitCode: 1,
    why: 'one customer of the example has no GDAP',
  },
];

interface OtherExit {
  readonly command: RegExp;
  readonly exitCode: number;
  readonly why: string;
}

/** The variables that the pages name. */
export function variablesOf({ ready, account }: DocumentedBroker): Record<string, string> {
  return {
    PARTNER: partnerOne,
    TENANT: vendor,
    CUSTOMER: customerA,
    CUSTOMER_A: customerA,
    CUSTOMER_B: customerB,
    OPERATOR_KEY_FILE: ready.operatorKeyFile,
    OBJECT_ID: account.objectId,
    CONSENTRY_URL: ready.apiUrl,
    CONSENTRY_KEY_FILE: ready.operatorKeyFile,
    CONSENTRY_CONFIG: 'consentry.json',
    BROKER: ready.apiUrl,
    KEY_FILE: 'caller.key',
  };
}

/** Puts what is here in the place of what a page can only show by example: addresses, places, and ids that `…` cuts off. */
export async function fillIn(text: string, broker: DocumentedBroker): Promise<string> {
  const { origins } = broker.sandbox;
  const filled = text
    .replaceAll('http://127.0.0.1:44396', broker.ready.apiUrl)
    .replaceAll('https://graph.microsoft.com/', `${origins.graph}/`)
    .replaceAll('/etc/consentry/', './')
    .replaceAll('fabrikam.example', 'customer-a.example')
    .replaceAll('anna@contoso.com', broker.account.userPrincipalName)
    .replaceAll('consentry verify', 'consentry verify --config consentry.json')
    .replace(asksPerson, '$& --yes');
  return fillInIds(filled, broker);
}

async function fillInIds(text: string, broker: DocumentedBroker): Promise<string> {
  if (!/\b(gra|cal|key|idt|swp)_…/.test(text)) return text;
  const ids = await (made.get(broker) ?? makeIds(broker));
  return text.replaceAll(/\b(gra|cal|key|idt|swp)_…/g, (_whole, kind: keyof typeof ids) => ids[kind]);
}

async function operatorOf({ ready }: DocumentedBroker): Promise<Remote> {
  const key = await readKeyFile(ready.operatorKeyFile);
  return createRemote({ baseUrl: ready.apiUrl, key, send: (request) => fetch(request) });
}

/** A grant, and a caller with two keys and an identity, a sweep. */
const made = new WeakMap<DocumentedBroker, Promise<Ids>>();
type Ids = Readonly<Record<'gra' | 'cal' | 'key' | 'idt' | 'swp', string>>;

function makeIds(broker: DocumentedBroker): Promise<Ids> {
  const ids = operatorOf(broker).then(addAll);
  made.set(broker, ids);
  return ids;
}

async function addAll(operator: Remote): Promise<Ids> {
  const [grant] = (await operator.call('listGrants', {})).items;
  const policy = { partners: [partnerOne], customers: 'all' as const, resources: ['graph'] };
  const { id: cal } = await operator.call('addCaller', { body: { name: 'reports', policy } });
  const { items } = await operator.call('listCallerKeys', { params: { id: cal } });
  const identity = {
    issuer: 'https://token.actions.githubusercontent.com',
    claims: { sub: 'repo:contoso/other' },
  };
  const { id: idt } = await operator.call('addCallerIdentity', { params: { id: cal }, body: identity });
  const { id: swp } = await operator.call('createSweep', { body: { task: 'users', partners: [partnerOne] } });
  return { gra: grant?.id ?? '', cal, key: items[0]?.id ?? '', idt, swp };
}
