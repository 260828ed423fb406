import { isMultiTenant } from '../registration/differences.ts';
import { type Check, failed, notRead, passed, warned } from './check.ts';
import type { BrokerFacts, RegistrationFacts, NeededRegistration } from './broker-facts.ts';

const ids = [
  'registration.kind',
  'registration.owner',
  'registration.redirect-uris',
  'registration.client',
] as const;
const subject = 'the registration';

/** Compares our registration with what the broker needs of it. */
export function checkRegistration({
  registration,
  wanted,
}: Pick<BrokerFacts, 'registration' | 'wanted'>): readonly Check[] {
  if (registration.outcome === 'unreadable') return ids.map((id) => notRead(id, subject, registration));
  const { value } = registration;
  return [
    checkKind(value),
    checkOwner(value, wanted),
    checkRedirectUris(value, wanted),
    checkClient(value, wanted),
  ];
}

function checkKind({ application }: RegistrationFacts): Check {
  const { audience } = application;
  return isMultiTenant(application)
    ? passed('registration.kind', subject, `It is for accounts of any organisation (${audience}).`)
    : failed('registration.kind', subject, `It is not for other tenants (${audience}).`);
}

function checkOwner({ home, isHomePartner }: RegistrationFacts, { kind }: NeededRegistration): Check {
  const id = 'registration.owner';
  const whose = isHomePartner ? 'a partner’s own' : 'a control panel vendor’s';
  const found = `It is registered in ${home}: ${whose} application. \`application.kind\` is ${kind}.`;
  return isHomePartner === (kind === 'partner') ? passed(id, subject, found) : warned(id, subject, found);
}

function checkRedirectUris(
  { application: { redirectUris: registered, spaRedirectUris } }: RegistrationFacts,
  { redirectUris }: NeededRegistration,
): Check {
  const id = 'registration.redirect-uris';
  const missing = redirectUris.filter((uri) => !registered.includes(uri));
  const [first] = missing;
  if (first === undefined) return passed(id, subject, `All ${redirectUris.length} are registered.`);
  const elsewhere = missing.some((uri) => spaRedirectUris.includes(uri))
    ? ' It is on the platform single-page application instead.'
    : '';
  return failed(id, subject, `Not registered on the platform Web: ${missing.join(' ')}.${elsewhere}`);
}

function checkClient(
  { application: { allowsPublicClients, issuesIdTokens } }: RegistrationFacts,
  { needsIdTokens }: NeededRegistration,
): Check {
  const id = 'registration.client';
  if (needsIdTokens && !issuesIdTokens) {
    return failed(
      id,
      subject,
      'It gives no id_tokens at the authorize endpoint, and `entra.responseType` is `code id_token`.',
      'Entra admin center > App registrations > the application > Authentication > ID tokens; or set `entra.responseType` to code.',
    );
  }
  if (allowsPublicClients) return warned(id, subject, 'Public client flows are allowed.');
  return passed(id, subject, 'It is a confidential client.');
}
