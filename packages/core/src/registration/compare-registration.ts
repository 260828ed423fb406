import { type Differences, findDifferences, type Unwanted } from './differences.ts';
import type { FoundRegistration } from './found-registration.ts';
import type { WantedPermission, WantedRegistration } from './wanted-registration.ts';

/**
 * `as_wanted`, `missing`, `different`: what it says. `not_wanted`: it stands and should not. `not_visible`: Graph does not show it,
 * and a person must look.
 */
export type ItemState = 'as_wanted' | 'missing' | 'different' | 'not_wanted' | 'not_visible';

/** One thing that is wanted of the registration, or stands there and is not. */
export interface RegistrationItem {
  readonly item:
    | 'application'
    | 'audience'
    | 'redirect_uri'
    | 'id_tokens'
    | 'permission'
    | 'credential'
    | 'principal'
    | 'api'
    | 'consent'
    | 'partner_center'
    | 'unwanted';
  /** Which one: our own words, a name or a URI of the wanted registration. */
  readonly what: string;
  readonly state: ItemState;
  /** What a person does about it; undefined where it is as wanted. */
  readonly remedy: string | undefined;
}

const create = 'Run `consentry app create` with --application and the same options: it adds what is missing.';
const enable =
  'Somebody disabled it. If it is to work again: Entra admin center > Enterprise applications > the application > Properties > Enabled for users to sign-in.';

/**
 * Compares what stands with what is wanted, item by item.
 * @param now epoch milliseconds
 */
export function compareRegistration(
  wanted: WantedRegistration,
  found: FoundRegistration,
  now: number,
): readonly RegistrationItem[] {
  const different = findDifferences(wanted, found, now);
  const { isAbsent } = different;
  return [
    item('application', wanted.displayName, isAbsent ? 'missing' : 'as_wanted', create),
    item('audience', 'any organisation (multi-tenant)', audienceOf(different), create),
    ...wanted.redirectUris.map((uri) => redirectUriItem(uri, different)),
    ...(wanted.issuesIdTokens
      ? [item('id_tokens', 'ID tokens', different.lacksIdTokens ? 'missing' : 'as_wanted', create)]
      : []),
    ...apiItems(wanted, different),
    ...wanted.permissions.map((one) => permissionItem(one, different)),
    credentialItem(wanted, different),
    item('principal', 'service principal in this tenant', principalOf(different), principalRemedy(different)),
    ...(wanted.isConsented ? wanted.permissions.map((one) => consentItem(one, different)) : []),
    item(
      'partner_center',
      'registered in Partner Center',
      'not_visible',
      'Graph does not show it. Look in Partner Center > Account settings > App management, and register the application id there.',
    ),
    ...different.unwanted.map(unwantedItem),
  ];
}

/** True where something that is wanted is missing or different. */
export function isLacking(items: readonly RegistrationItem[]): boolean {
  return items.some(({ state }) => state === 'missing' || state === 'different');
}

function item(
  name: RegistrationItem['item'],
  what: string,
  state: ItemState,
  remedy: string,
): RegistrationItem {
  return { item: name, what, state, remedy: state === 'as_wanted' ? undefined : remedy };
}

function audienceOf({ isAbsent, isSingleTenant }: Differences): ItemState {
  if (isAbsent) return 'missing';
  return isSingleTenant ? 'different' : 'as_wanted';
}

function redirectUriItem(uri: string, { redirectUris, misplaced }: Differences): RegistrationItem {
  const elsewhere = misplaced.find((one) => one.uri === uri);
  if (elsewhere === undefined) {
    return item('redirect_uri', uri, redirectUris.includes(uri) ? 'missing' : 'as_wanted', create);
  }
  const remedy = `It stands at the platform ${elsewhere.platform}, and must stand at Web. ${create}`;
  return item('redirect_uri', uri, 'different', remedy);
}

function apiItems(wanted: WantedRegistration, { absentApis }: Differences): readonly RegistrationItem[] {
  return absentApis.map((api) => {
    const name = wanted.permissions.find((one) => one.api === api)?.apiName ?? api;
    return item('api', `${name} (${api}) in this tenant`, 'missing', create);
  });
}

function permissionItem(one: WantedPermission, { permissions, notOffered }: Differences): RegistrationItem {
  const what = `${one.apiName}:${one.name} (${one.purpose})`;
  if (notOffered.includes(one)) {
    return item(
      'permission',
      what,
      'missing',
      'The API offers no permission of this name. Correct the name.',
    );
  }
  return item('permission', what, permissions.includes(one) ? 'missing' : 'as_wanted', create);
}

function credentialItem(wanted: WantedRegistration, { certificate }: Differences): RegistrationItem {
  const what =
    wanted.certificate === undefined
      ? 'a certificate or a secret that has not ended'
      : `certificate ${wanted.certificate.thumbprint}`;
  const rotate =
    'It has ended. Put a new one in its place: consentry credential create, then app create with --certificate.';
  if (certificate === 'ended') return item('credential', what, 'different', rotate);
  return item('credential', what, certificate === undefined ? 'as_wanted' : 'missing', create);
}

function principalOf({ principal }: Differences): ItemState {
  if (principal === undefined) return 'as_wanted';
  return principal === 'missing' ? 'missing' : 'different';
}

function principalRemedy({ principal }: Differences): string {
  return principal === 'disabled' ? enable : create;
}

function consentItem(one: WantedPermission, { consents }: Differences): RegistrationItem {
  const remedy =
    'Run `consentry app create` with --application, or let an administrator approve the application by an invitation: consentry invite --approve.';
  return item(
    'consent',
    `${one.apiName}:${one.name}`,
    consents.includes(one) ? 'missing' : 'as_wanted',
    remedy,
  );
}

function unwantedItem(one: Unwanted): RegistrationItem {
  return item('unwanted', wordsOf(one), 'not_wanted', remedyOf(one));
}

function wordsOf(one: Unwanted): string {
  switch (one.is) {
    case 'secrets':
      return `${one.count} client secret${one.count === 1 ? '' : 's'} beside the certificate`;
    case 'access_tokens':
      return 'access tokens from the authorization endpoint (implicit flow)';
    case 'id_tokens':
      return 'ID tokens from the authorization endpoint';
    case 'public_client':
      return 'public client flows';
    case 'retired_api':
      return `permissions of ${one.api}, Azure AD Graph, which is retired`;
    case 'partner_center_role':
      return 'an application permission of Partner Center';
  }
}

function remedyOf(one: Unwanted): string {
  switch (one.is) {
    case 'secrets':
      return 'If nothing uses them, remove them: Certificates & secrets > Client secrets.';
    case 'access_tokens':
    case 'id_tokens':
      return 'Turn it off: Authentication > Implicit grant and hybrid flows. The broker asks for a code.';
    case 'public_client':
      return 'Turn it off: Authentication > Allow public client flows. A sign-in by device code has a registration of its own.';
    case 'retired_api':
      return 'Remove them, and ask Microsoft Graph for the permissions of the same names.';
    case 'partner_center_role':
      return 'Remove it: a control panel vendor may not act for a partner without an account.';
  }
}
