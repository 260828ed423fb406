import { type Sandbox, SERVICE_NAMES, type WorldView, writeWorldView } from '@consentry/sandbox';
import { table } from '../terminal/table.ts';

/** As many accounts as a person reads. */
const shownAccounts = 20;

/** As many tenants, and as many accounts, as stand in the line of JSON. The control tells all of them. */
const toldRecords = 200;

/** What a program needs to drive the sandbox. */
export function readyLine({ origins, controlToken, world, clock }: Sandbox, ca: string | null): object {
  return {
    login: origins.login,
    partnerCenter: origins.partnerCenter,
    graph: origins.graph,
    arm: origins.arm,
    defender: origins.defender,
    vault: origins.vault,
    control: { origin: origins.control, token: controlToken },
    ca,
    world: writeWorldView({ world, clock }, toldRecords),
  };
}

/** What a person needs: where everything is, who can sign in, and how to drive it. */
export function describe(sandbox: Sandbox, ca: string | null): string {
  const { origins, world, clock } = sandbox;
  const view = writeWorldView({ world, clock });
  const [application] = view.applications;
  const customers = world.tenants.filter(({ kind }) => kind === 'customer').length;
  return `A sandbox of Microsoft’s cloud, with ${customers} customers. It is not Microsoft. Ctrl+C ends it, and nothing is kept.

${table(
  ['service', 'origin', 'stands for'],
  [
    ['login', origins.login, 'https://login.microsoftonline.com'],
    ['Partner Center', origins.partnerCenter, 'https://api.partnercenter.microsoft.com'],
    ['Graph', origins.graph, 'https://graph.microsoft.com'],
    ['ARM', origins.arm, 'https://management.azure.com'],
    ['Defender', origins.defender, 'https://api.security.microsoft.com'],
    ['vault', origins.vault, 'https://NAME.vault.azure.net'],
    ['control', origins.control, 'the clock, faults, and what happened; see below'],
  ],
)}
${describeNames(sandbox)}${ca === null ? '' : `\nClients must trust ${ca}: NODE_EXTRA_CA_CERTS, or curl --cacert\n`}
Application ${application?.clientId ?? 'none'}, secret ${application?.secret ?? 'none'}

${describeAccounts(view)}

${describeControl(sandbox, ca)}`;
}

function describeNames({ origins }: Sandbox): string {
  const hasNames = SERVICE_NAMES.some((name) => new URL(origins[name]).hostname.endsWith('.localhost'));
  if (!hasNames) return '';
  return '\nBrowsers and curl find names below localhost by themselves. Elsewhere, send to 127.0.0.1 and the same port.\n';
}

/** The users of customers are many, and sign in nowhere as a rule: they are counted alone. */
function describeAccounts({ tenants, accounts }: WorldView): string {
  const customers = new Set(tenants.filter(({ kind }) => kind === 'customer').map(({ id }) => id));
  const shown = accounts.filter(({ tenantId }) => !customers.has(tenantId)).slice(0, shownAccounts);
  const rows = shown.map((account) => [
    account.userPrincipalName,
    account.password,
    account.oneTimeCode ?? 'none',
    account.totpSecret ?? '',
  ]);
  const left = accounts.length - shown.length;
  const more =
    left === 0 ? '' : `\n… and ${left} more, users of customers among them: ask the control for /world.`;
  return `${table(['account', 'password', 'code now', 'TOTP secret'], rows)}${more}`;
}

function describeControl({ origins, controlToken }: Sandbox, ca: string | null): string {
  const trust = ca === null ? '' : ` --cacert ${ca}`;
  const fault =
    '{"service":"graph","times":3,"fault":{"kind":"answer","status":429,"headers":{"retry-after":"7"}}}';
  return `Drive it from another terminal:

  C=${origins.control}
  control() { curl -s${trust} -H 'Authorization: Bearer ${controlToken}' "$@"; }
  control $C/                                  # what there is to ask for
  control $C/world                             # accounts, with codes that are good now
  control $C/clock -d '{"moveMs":3600000}'     # an hour passes
  control $C/faults -d '${fault}'
  control "$C/ledger?kind=request"             # what happened`;
}
