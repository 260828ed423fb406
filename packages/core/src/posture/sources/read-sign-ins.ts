import type { Graph } from '../../apis/graph/graph.ts';
import { odataQuery } from '../../apis/odata.ts';
import { ConsentryError } from '../../errors.ts';
import type { JsonObject } from '../../http/read-json.ts';
import { instantOf, objectOf, readObject, readPart, textOf, textsOf } from '../../http/read-fields.ts';
import { sourceTable } from './source-table.ts';
import { type AccountSignIns, mostExamples, type PasswordSignIns, type SignIns } from './sources.ts';

/** A sign-in weighs some kilobytes on the wire. What is more than this is told of, and not read. */
const mostSignIns = 200_000;
/** Accounts whose sign-ins are kept apart. */
const mostAccounts = 60_000;
/** Applications that sign in with a password, kept apart. */
const mostApplications = 1000;

/**
 * Counts the interactive sign-ins since an instant that were let in. Only beta tells of MFA.
 *
 * MFA was done where the sign-in needed it and came through, and where a step of it, or its method, stands in the log; never where the
 * log says that it was skipped. One that does not
 * say whether it was let in makes the whole unreadable: it may be one without MFA.
 *
 * @throws ConsentryError `api_bad_response`, `api_…` and those of the credential source; `api_forbidden` also without Entra ID P1
 * @see https://learn.microsoft.com/graph/api/resources/signin?view=graph-rest-beta (2026-11)
 */
export async function readSignIns(graph: Graph, since: number): Promise<SignIns> {
  const filter = `createdDateTime ge ${new Date(since).toISOString()}`;
  const byAccount = new Map<string, AccountSignIns>();
  const byPassword = new Map<string, PasswordSignIns>();
  let [read, total, withMfa] = [0, 0, 0];
  for await (const item of graph.collection(`${sourceTable.signIns.path}${odataQuery({ filter })}`)) {
    read += 1;
    if (read > mostSignIns) break;
    const signIn = readObject(item);
    const { errorCode } = readPart(signIn['status']);
    if (typeof errorCode !== 'number') throw new ConsentryError('api_bad_response');
    if (errorCode !== 0) continue;
    const hasMfa = didMfa(signIn);
    total += 1;
    if (hasMfa) withMfa += 1;
    note(byAccount, signIn, hasMfa);
    if (signIn['authenticationProtocol'] === 'ropc') notePassword(byPassword, signIn);
  }
  return { since, total, withMfa, isCut: read > mostSignIns, byAccount, byPassword };
}

function didMfa(signIn: JsonObject): boolean {
  const { authMethod, authDetail } = objectOf(signIn['mfaDetail']);
  const details = stepsOf(signIn).map((step) => step['authenticationStepResultDetail']);
  if ([authDetail, ...details].some(saysSkipped)) return false;
  if (signIn['authenticationRequirement'] === 'multiFactorAuthentication') return true;
  if (typeof authMethod === 'string' && authMethod !== '') return true;
  return stepsOf(signIn).some(
    ({ succeeded, authenticationStepRequirement }) =>
      succeeded === true && authenticationStepRequirement === 'Multi-factor authentication',
  );
}

/** In the words of the log: a remembered or registered device, or a place, stood in for MFA, though MFA was wanted. */
function saysSkipped(detail: unknown): boolean {
  return typeof detail === 'string' && /^MFA requirement skipped/i.test(detail);
}

function note(byAccount: Map<string, AccountSignIns>, signIn: JsonObject, hasMfa: boolean): void {
  const id = textOf(signIn['userId']);
  if (id === undefined) return;
  const known = byAccount.get(id) ?? {
    name: textOf(signIn['userPrincipalName'])?.toLowerCase() ?? id,
    withMfa: 0,
    withoutMfa: 0,
    lastWithoutMfaAt: undefined,
    byCustomControl: 0,
    byFederation: 0,
  };
  if (byAccount.size < mostAccounts) byAccount.set(id, known);
  if (hasMfa) {
    known.withMfa += 1;
    return;
  }
  known.withoutMfa += 1;
  const at = instantOf(signIn['createdDateTime']);
  if (at !== undefined) known.lastWithoutMfaAt = Math.max(known.lastWithoutMfaAt ?? at, at);
  if (passedCustomControl(signIn)) known.byCustomControl += 1;
  if (isFederated(signIn)) known.byFederation += 1;
}

function notePassword(byPassword: Map<string, PasswordSignIns>, signIn: JsonObject): void {
  const id = textOf(signIn['appId']);
  if (id === undefined) return;
  const known = byPassword.get(id) ?? {
    name: textOf(signIn['appDisplayName']) ?? id,
    count: 0,
    lastAt: undefined,
    accounts: new Set<string>(),
  };
  if (byPassword.size < mostApplications) byPassword.set(id, known);
  known.count += 1;
  known.lastAt = Math.max(known.lastAt ?? 0, instantOf(signIn['createdDateTime']) ?? 0) || undefined;
  const account = textOf(signIn['userPrincipalName']) ?? textOf(signIn['userId']);
  if (account !== undefined && known.accounts.size < mostExamples) known.accounts.add(account.toLowerCase());
}

/** The words of the log for the controls that Entra has itself. Any other is a custom control, by the name that it was given. */
const builtIn =
  /^(Mfa|Block|RequireCompliantDevice|RequireDomainJoinedDevice|RequireApprovedApp|RequireCompliantApp|RequirePasswordChange|Require authentication strength.*|FederatedMfa|Terms.*)$/i;

function passedCustomControl(signIn: JsonObject): boolean {
  const applied = signIn['appliedConditionalAccessPolicies'];
  return (Array.isArray(applied) ? applied : [])
    .map(objectOf)
    .filter(({ result }) => result === 'success')
    .some(({ enforcedGrantControls }) => textsOf(enforcedGrantControls).some((name) => !builtIn.test(name)));
}

function isFederated(signIn: JsonObject): boolean {
  if (signIn['tokenIssuerType'] === 'ADFederationServices') return true;
  return stepsOf(signIn).some(
    ({ authenticationStepResultDetail }) => authenticationStepResultDetail === 'Federated',
  );
}

function stepsOf(signIn: JsonObject): readonly JsonObject[] {
  const steps = signIn['authenticationDetails'];
  return (Array.isArray(steps) ? steps : []).map(objectOf);
}
