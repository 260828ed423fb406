import type { Cloud } from '../entra/cloud.ts';
import { ConsentryError } from '../errors.ts';
import { isJsonObject, type JsonObject } from '../http/read-json.ts';
import { type ApplicationId, isGuid, readApplicationId } from '../ids.ts';
import { findNearName } from '../verification/near-miss.ts';
import { type ConsentResource, readConsentResource } from './consent-resources.ts';

/** Delegated permissions on one API. */
export interface WantedConsent {
  readonly resource: ConsentResource;
  /** Names such as `User.Read.All`, each once. */
  readonly scopes: readonly string[];
}

/** What our application shall be consented to in a customer's tenant. */
export interface WantedConsents {
  /** The application that the list is written for; any when undefined. */
  readonly applicationId: ApplicationId | undefined;
  /** How the application is called at the customer; its own name when undefined. */
  readonly displayName: string | undefined;
  /** One for each API; Graph, by which the others can be looked at, first. */
  readonly grants: readonly WantedConsent[];
}

const most = { grants: 50, scopes: 200 };
/** What a sign-in has anyway. */
export const signInScopes: ReadonlySet<string> = new Set(['openid', 'profile', 'email', 'offline_access']);

/**
 * Reads a list of wanted permissions: `{ "grants": [{ "resource": "graph", "scopes": ["User.Read.All"] }] }`. Nothing is passed
 * over: a field, an API or a name that is not known is refused, with what was probably meant.
 *
 * @param value JSON of an operator; not trusted
 * @throws ConsentryError `consents_invalid`
 */
export function readWantedConsents(cloud: Cloud, value: unknown): WantedConsents {
  const list = readObject(value, 'the list', ['applicationId', 'displayName', 'grants']);
  const grants = readArray(list['grants'], 'grants', most.grants).map((grant, index) =>
    readGrant(cloud, grant, `grants[${index}]`),
  );
  const twice = grants.find(({ resource }, index) =>
    grants.slice(0, index).some((earlier) => earlier.resource.appId === resource.appId),
  );
  if (twice !== undefined)
    throw invalid(`${twice.resource.name} is there twice.`, 'Put all permissions of an API into one entry.');
  const isGraph = ({ resource }: WantedConsent): boolean => resource.name === 'graph';
  return {
    applicationId: readApplication(list['applicationId']),
    displayName: readDisplayName(list['displayName']),
    grants: [...grants.filter(isGraph), ...grants.filter((grant) => !isGraph(grant))],
  };
}

function readGrant(cloud: Cloud, value: unknown, where: string): WantedConsent {
  const grant = readObject(value, where, ['resource', 'scopes']);
  const { resource } = grant;
  if (typeof resource !== 'string') {
    throw invalid(
      `${where}.resource is no text.`,
      'Name an API, such as graph, by its name, its application id or its URI.',
    );
  }
  const scopes = readArray(grant['scopes'], `${where}.scopes`, most.scopes).map((scope, index) =>
    readScope(scope, `${where}.scopes[${index}]`),
  );
  const seen = new Map(scopes.map((scope) => [scope.toLowerCase(), scope]));
  return { resource: readConsentResource(cloud, resource), scopes: [...seen.values()] };
}

function readScope(scope: unknown, where: string): string {
  if (typeof scope !== 'string')
    throw invalid(`${where} is no text.`, 'Write names such as "User.Read.All".');
  const shown = JSON.stringify(scope.slice(0, 80));
  const isId: boolean = isGuid(scope);
  if (/[\s,;]/.test(scope))
    throw invalid(`${shown} holds more than one name.`, 'Write each permission as a text of its own.');
  if (scope.includes('/'))
    throw invalid(`${shown} names its API too.`, `Write ${JSON.stringify(scope.split('/').at(-1))} alone.`);
  if (/^\.?default$/i.test(scope)) {
    throw invalid(
      `${shown} stands for what is consented to already.`,
      'Name each permission that the application needs.',
    );
  }
  if (isId)
    throw invalid(`${shown} is the id of a permission.`, 'Write its name, as the registration shows it.');
  if (signInScopes.has(scope.toLowerCase()))
    throw invalid(`${shown} is for signing in.`, 'Leave it out: no customer has to consent to it.');
  if (!/^[A-Za-z][A-Za-z0-9._-]{0,127}$/.test(scope))
    throw invalid(`${shown} is not the name of a permission.`, 'Write names such as "User.Read.All".');
  return scope;
}

function readApplication(value: unknown): ApplicationId | undefined {
  if (value === undefined) return undefined;
  if (isGuid(value)) return readApplicationId(value);
  throw invalid(
    'applicationId is no application id.',
    'Write the application id of the registration (a GUID), or leave it out.',
  );
}

function readDisplayName(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string' && /^[^\p{Cc}]{1,120}$/u.test(value.trim())) return value.trim();
  throw invalid('displayName is no name.', 'Write up to 120 characters on one line, or leave it out.');
}

function readObject(value: unknown, where: string, fields: readonly string[]): JsonObject {
  if (!isJsonObject(value))
    throw invalid(`${capital(where)} is no JSON object.`, `Write ${fields.join(', ')} into it.`);
  const strange = Object.keys(value).find((name) => !fields.includes(name));
  if (strange === undefined) return value;
  const near = findNearName(strange, fields)?.name;
  const known = `${capital(where)} has ${fields.join(', ')}.`;
  throw invalid(
    `${capital(where)} has a field ${JSON.stringify(strange.slice(0, 80))} that is not known.`,
    near === undefined ? known : `Write ${near}. ${known}`,
  );
}

function readArray(value: unknown, where: string, limit: number): readonly unknown[] {
  if (Array.isArray(value) && value.length > 0 && value.length <= limit) return value;
  throw invalid(`${where} is no list of 1 to ${limit}.`, `Write a list into ${where}.`);
}

function capital(text: string): string {
  return text.startsWith('the ') ? `T${text.slice(1)}` : text;
}

function invalid(message: string, remedy: string): ConsentryError {
  return new ConsentryError('consents_invalid', { message, remedy });
}
