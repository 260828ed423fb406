import type { RegistrationItem, RegistrationStep, WantedRegistration } from '@consentry/core';
import { plain } from '../terminal/plain.ts';
import { table } from '../terminal/table.ts';

const stateWords: Readonly<Record<RegistrationItem['state'], string>> = {
  as_wanted: 'as wanted',
  missing: 'MISSING',
  different: 'DIFFERENT',
  not_wanted: 'not wanted',
  not_visible: 'look yourself',
};

/** Items for people, each with what to do. */
export function describeItems(items: readonly RegistrationItem[]): string {
  const lines = items.map(({ item, what, state, remedy = '' }) => [
    stateWords[state],
    item.replaceAll('_', ' '),
    what,
    remedy,
  ]);
  return table(['state', 'item', 'which', 'to do'], lines);
}

/** A plan for people, numbered. */
export function describePlan(steps: readonly RegistrationStep[], wanted: WantedRegistration): string {
  if (steps.length === 0) return 'Nothing is left to do: everything is as wanted.';
  return ['Plan:', ...steps.map((step, index) => `  ${index + 1}. ${describeStep(step, wanted)}`)].join('\n');
}

/** A step in a sentence. Names are made safe for a terminal. */
export function describeStep(step: RegistrationStep, wanted: WantedRegistration): string {
  switch (step.do) {
    case 'create_api_principal':
      return `Bring the API ${plain(step.apiName)} (${step.api}) into the tenant.`;
    case 'create_application':
      return [
        `Register the application “${plain(wanted.displayName)}”, for any organisation (multi-tenant), with`,
        ...wanted.redirectUris.map((uri) => `     redirect URI ${plain(uri)}`),
        ...(wanted.issuesIdTokens ? ['     ID tokens, for code id_token'] : []),
        ...wanted.permissions.map(
          ({ apiName, name, purpose }) => `     permission ${plain(apiName)}:${name} (${purpose})`,
        ),
        ...(wanted.certificate === undefined ? [] : [`     certificate ${wanted.certificate.thumbprint}`]),
      ].join('\n');
    case 'set_audience':
      return 'Open the registration to any organisation (multi-tenant).';
    case 'add_redirect_uris': {
      const moved =
        step.moved.length === 0 ? '' : ` (moved from another platform: ${step.moved.map(plain).join(' ')})`;
      return `Add redirect URIs of the platform Web: ${step.uris.map(plain).join(' ')}${moved}`;
    }
    case 'turn_on_id_tokens':
      return 'Turn on ID tokens, for code id_token.';
    case 'add_permissions':
      return `Add permissions: ${step.permissions.map(({ apiName, name }) => `${plain(apiName)}:${name}`).join(' ')}`;
    case 'add_certificate':
      return `Add the certificate ${step.thumbprint} beside those that are there.`;
    case 'create_principal':
      return 'Make the service principal of the application in the tenant.';
    case 'grant_consent':
      return `Consent for everybody in the tenant: ${step.names.map((name) => `${plain(step.apiName)}:${name}`).join(' ')}`;
  }
}
