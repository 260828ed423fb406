import { allOf, idpCodes, type ReadCode } from './read-codes.ts';
import type { RemedyWords } from './words.ts';

const later = 'Försök igen om en stund.';
const invite = 'Skicka en ny inbjudan till partnern (consentry invite), och låt kontot logga in med MFA.';
const look =
  'Se på medgivandet med consentry grants, och fråga partnerns klientorganisation om det med consentry check.';
const vault = 'Kontrollera valvets inställningar och åtkomst, så som docs/key-vault.md säger.';
const lost = 'Återställ valvet från en säkerhetskopia, eller bjud in partnern på nytt.';

/** What a refusal was, and what to do about it, in Swedish. */
export const remediesSv: RemedyWords & { readonly reasons: Readonly<Record<ReadCode, string>> } = {
  reasons: {
    ...allOf(idpCodes, 'Identitetsleverantören gav inget användbart svar.'),
    incomplete: 'En del saknas.',
    not_available_by_api: 'Inget API visar det.',
    not_offered_to_resellers: 'Microsoft erbjuder det inte till återförsäljare.',
    not_offered_to_kind: 'Microsoft erbjuder det inte till detta slags partner.',
    not_offered_in_cloud: 'Microsoft erbjuder det inte i detta moln.',
    api_forbidden: 'Kontot får inte göra detta.',
    api_unauthorized: 'API:et godtog inte token.',
    api_mfa_required: 'API:et nekar token, för inloggningen var utan MFA.',
    api_not_found: 'API:et känner inte till detta.',
    api_throttled: 'API:et ber om lägre takt.',
    api_unavailable: 'API:et är ur funktion eller kan inte nås.',
    api_bad_response: 'API:ets svar kunde inte läsas.',
    api_refused: 'API:et nekade begäran.',
    host_refused: 'Denna token får inte skickas till den värden.',
    step_up_needed: 'Klientorganisationen vill ha en starkare eller nyare inloggning.',
    consent_needed: 'Medgivandet fungerar inte längre; ett nytt behövs.',
    admin_needed: 'Tjänstkontot eller dess princip stoppar inloggningen.',
    ca_blocked: 'Villkorsstyrd åtkomst blockerar tjänstkontot.',
    tenant_setup: 'Klientorganisationen är inte inställd för detta program och konto.',
    client_credential: 'Identitetsleverantören godtar inte programmets hemlighet eller certifikat.',
    client_request: 'Identitetsleverantören godtar inte begäran.',
    grant_held: 'Medgivandet hålls kvar tills en operatör har sett på det.',
    grant_revoked: 'Medgivandet är återkallat.',
    grant_changed: 'Någon annan ändrade medgivandet i samma ögonblick.',
    stopped: 'En operatör har stoppat denna partner, eller allt.',
    partner_not_found: 'Det finns inget medgivande från denna partner.',
    identity_changed: 'Identitetsleverantören svarade med token för ett annat konto.',
    application_not_configured: 'Medgivandet hör till ett program som inte är inställt här.',
    proxy_error: 'Proxyn släppte inte igenom begäran.',
    vault_unavailable: 'Valvet svarar inte.',
    vault_throttled: 'Valvet ber om lägre takt.',
    vault_denied: 'Brokern har ingen åtkomst till valvet.',
    vault_not_configured: 'Uppdateringstoken ligger i ett valv som inte är inställt.',
    vault_bad_response: 'Valvets svar kunde inte läsas.',
    secret_missing: 'Valvet har ingen uppdateringstoken för detta medgivande.',
    secret_unreadable: 'Den förseglade uppdateringstoken kan inte öppnas.',
    secret_deleted: 'Hemligheten med uppdateringstoken är borttagen ur valvet.',
    secret_disabled: 'Hemligheten med uppdateringstoken är inaktiverad i valvet.',
  },
  codes: {
    ...allOf(idpCodes, `${later} Om det består, kontrollera nätverket, det inställda molnet och klockan.`),
    incomplete: 'Kör rapporten igen.',
    not_available_by_api: 'Se efter för hand.',
    not_offered_to_resellers:
      'Inget kan göras: Microsoft ger återförsäljare till en indirekt leverantör inget API i Partner Center. Det som sidorna där visar finns under Partner Center > Settings > Account settings.',
    not_offered_to_kind:
      'Inget kan göras: Microsoft ger säkerhetspoängen enbart till partner med direktfakturering och indirekta leverantörer.',
    not_offered_in_cloud:
      'Inget kan göras: Microsoft gör sina rapporter om säkerhetskrav, och säkerhetspoängen, enbart i det offentliga molnet.',
    api_forbidden: 'Kontrollera kontots roller och relationen till kunden.',
    api_unauthorized: 'Kontrollera att programmet är registrerat för detta API.',
    api_mfa_required: invite,
    api_not_found: 'Kontrollera ID:na.',
    api_throttled: later,
    api_unavailable: later,
    api_bad_response: `${later} Om det består, anmäl anropet och begärans ID.`,
    api_refused: 'Se statusen och koden i brokerns logg.',
    host_refused: 'Använd det API som token begärdes för.',
    step_up_needed: invite,
    consent_needed: invite,
    admin_needed: 'Låt en administratör i partnerns klientorganisation se på kontot.',
    ca_blocked: 'Låt en administratör i klientorganisationen ändra principen.',
    tenant_setup: 'Se till att programmet har samtycke i denna klientorganisation.',
    client_credential:
      'Kontrollera programmets hemlighet eller certifikat; skapa ett nytt om det har gått ut.',
    client_request: 'Jämför programmets registrering med docs/real-cloud.md.',
    grant_held: look,
    grant_revoked: invite,
    grant_changed: 'Försök igen.',
    stopped: 'Fråga brokerns operatör: consentry stop --list säger varför.',
    partner_not_found:
      'Kontrollera partnerns klientorganisations-ID, eller bjud in partnern (consentry invite).',
    identity_changed: look,
    application_not_configured:
      'Ställ in programmet igen, eller bjud in partnern för detta (consentry invite).',
    proxy_error: 'Kontrollera att proxyn fungerar och släpper ut denna dator.',
    vault_unavailable: later,
    vault_throttled: later,
    vault_denied: vault,
    vault_not_configured: vault,
    vault_bad_response: vault,
    secret_missing: lost,
    secret_unreadable: lost,
    secret_deleted: 'Återställ hemligheten i valvet.',
    secret_disabled: 'Aktivera denna version av hemligheten igen, eller bjud in partnern på nytt.',
  },
  permission: {
    roles: 'RoleManagement.Read.Directory och GroupMember.Read.All',
    registrations: 'AuditLog.Read.All (med Entra ID P1) eller UserAuthenticationMethod.Read.All',
    signIns: 'AuditLog.Read.All, med Entra ID P1',
    score: 'PartnerSecurity.Read.All, som partner med direktfakturering eller indirekt leverantör',
    applications: 'gruppen AdminAgents, inloggat med MFA',
    portal: 'gruppen AdminAgents, inloggat med MFA',
    requests: 'gruppen AdminAgents, inloggat med MFA',
    grants: 'inget av Microsoft',
  },
  consent: (permission) =>
    `Låt en administratör hos partnern samtycka till ${permission}, i Microsoft Graph; kör sedan rapporten igen.`,
  giveAccount: (permission) => `Ge kontot som anropar Partner Center ${permission}.`,
  incomplete: {
    registrations: 'Kör rapporten igen. Microsoft sade (ännu) inte vilka metoder de här kontona har.',
    perUserMfa:
      'Kräv MFA genom säkerhetsstandarderna eller en princip, som når alla; för MFA per användare finns ingen lista.',
    signIns: 'Se de äldre inloggningarna i Microsoft Entra admin center, under Sign-in logs.',
  },
  rememberedDevices:
    'Se efter för hand: Microsoft Entra admin center > Users > Per-user MFA > Service settings: “Allow users to remember multifactor authentication on devices they trust” ska vara av.',
  portalShare: 'Läs den i Partner Center: Settings > Account settings > Security requirements status.',
};
