import { allOf, idpCodes } from './read-codes.ts';
import type { ReadCode } from './read-codes.ts';
import type { RemedyWords } from './words.ts';

const later = 'Probeer het over enige tijd opnieuw.';
const invite =
  'Stuur de partner een nieuwe uitnodiging (consentry invite), en laat het account zich met MFA aanmelden.';
const look =
  'Bekijk de machtiging met consentry grants, en vraag de tenant van de partner ernaar met consentry check.';
const vault = 'Controleer de instellingen en de toegang van de kluis, zoals docs/key-vault.md zegt.';
const lost = 'Herstel de kluis uit een back-up, of nodig de partner opnieuw uit.';

/** What a refusal was, and what to do about it, in Dutch. */
export const remediesNl: RemedyWords & { readonly reasons: Readonly<Record<ReadCode, string>> } = {
  reasons: {
    ...allOf(idpCodes, 'De id-provider gaf geen bruikbaar antwoord.'),
    incomplete: 'Er ontbreekt een deel.',
    not_available_by_api: 'Geen API toont het.',
    not_offered_to_resellers: 'Microsoft biedt het resellers niet aan.',
    not_offered_to_kind: 'Microsoft biedt het dit soort partners niet aan.',
    not_offered_in_cloud: 'Microsoft biedt het in deze cloud niet aan.',
    api_forbidden: 'Het account mag dit niet.',
    api_unauthorized: 'De API aanvaardde het token niet.',
    api_mfa_required: 'De API weigert het token, want de aanmelding was zonder MFA.',
    api_not_found: 'De API kent dit niet.',
    api_throttled: 'De API vraagt om langzamer te gaan.',
    api_unavailable: 'De API is buiten werking of onbereikbaar.',
    api_bad_response: 'Het antwoord van de API kon niet gelezen worden.',
    api_refused: 'De API weigerde het verzoek.',
    host_refused: 'Dit token mag niet naar die host.',
    step_up_needed: 'De tenant vraagt om een sterkere of nieuwere aanmelding.',
    consent_needed: 'De machtiging werkt niet meer; er is toestemming nodig.',
    admin_needed: 'Het serviceaccount of zijn beleid houdt de aanmelding tegen.',
    ca_blocked: 'Voorwaardelijke toegang blokkeert het serviceaccount.',
    tenant_setup: 'De tenant is niet ingericht voor deze toepassing en dit account.',
    client_credential: 'De id-provider aanvaardt het geheim of certificaat van de toepassing niet.',
    client_request: 'De id-provider aanvaardt het verzoek niet.',
    grant_held: 'De machtiging wordt vastgehouden tot een operator haar bekeken heeft.',
    grant_revoked: 'De machtiging is ingetrokken.',
    grant_changed: 'Iemand anders wijzigde de machtiging op dat ogenblik.',
    stopped: 'Een operator heeft deze partner, of alles, stilgezet.',
    partner_not_found: 'Er is geen machtiging van deze partner.',
    identity_changed: 'De id-provider antwoordde met tokens van een ander account.',
    application_not_configured: 'De machtiging hoort bij een toepassing die hier niet is ingesteld.',
    proxy_error: 'De proxy liet het verzoek niet door.',
    vault_unavailable: 'De kluis antwoordt niet.',
    vault_throttled: 'De kluis vraagt om langzamer te gaan.',
    vault_denied: 'De broker heeft geen toegang tot de kluis.',
    vault_not_configured: 'Het vernieuwingstoken ligt in een kluis die niet is ingesteld.',
    vault_bad_response: 'Het antwoord van de kluis kon niet gelezen worden.',
    secret_missing: 'De kluis heeft geen vernieuwingstoken voor deze machtiging.',
    secret_unreadable: 'Het verzegelde vernieuwingstoken kan niet geopend worden.',
    secret_deleted: 'Het geheim met het vernieuwingstoken is uit de kluis verwijderd.',
    secret_disabled: 'Het geheim met het vernieuwingstoken is in de kluis uitgeschakeld.',
  },
  codes: {
    ...allOf(idpCodes, `${later} Blijft het zo, controleer dan het netwerk, de ingestelde cloud en de klok.`),
    incomplete: 'Maak het rapport opnieuw.',
    not_available_by_api: 'Bekijk het met de hand.',
    not_offered_to_resellers:
      'Er is niets te doen: Microsoft geeft de resellers van een indirecte provider geen API van Partner Center. Wat de pagina’s ervan tonen, staat onder Partner Center > Settings > Account settings.',
    not_offered_to_kind:
      'Er is niets te doen: Microsoft geeft de beveiligingsscore alleen aan direct factureerbare partners en indirecte providers.',
    not_offered_in_cloud:
      'Er is niets te doen: Microsoft maakt zijn rapporten over beveiligingsvereisten, en de beveiligingsscore, alleen in de openbare cloud.',
    api_forbidden: 'Controleer de rollen van het account en de relatie met de klant.',
    api_unauthorized: 'Controleer of de toepassing voor deze API is geregistreerd.',
    api_mfa_required: invite,
    api_not_found: 'Controleer de id’s.',
    api_throttled: later,
    api_unavailable: later,
    api_bad_response: `${later} Blijft het zo, meld dan de aanroep en de id van het verzoek.`,
    api_refused: 'Bekijk de status en de code in het logboek van de broker.',
    host_refused: 'Gebruik de API waarvoor het token gevraagd is.',
    step_up_needed: invite,
    consent_needed: invite,
    admin_needed: 'Laat een beheerder van de tenant van de partner het account bekijken.',
    ca_blocked: 'Laat een beheerder van de tenant het beleid aanpassen.',
    tenant_setup: 'Zorg in deze tenant voor de toestemming van de toepassing.',
    client_credential:
      'Controleer het geheim of certificaat van de toepassing; maak een nieuw als het is verlopen.',
    client_request: 'Vergelijk de registratie van de toepassing met docs/real-cloud.md.',
    grant_held: look,
    grant_revoked: invite,
    grant_changed: 'Probeer het opnieuw.',
    stopped: 'Vraag de operator van de broker: consentry stop --list zegt waarom.',
    partner_not_found: 'Controleer de tenant-id van de partner, of nodig de partner uit (consentry invite).',
    identity_changed: look,
    application_not_configured:
      'Stel de toepassing weer in, of nodig de partner uit voor deze (consentry invite).',
    proxy_error: 'Controleer of de proxy werkt en deze machine doorlaat.',
    vault_unavailable: later,
    vault_throttled: later,
    vault_denied: vault,
    vault_not_configured: vault,
    vault_bad_response: vault,
    secret_missing: lost,
    secret_unreadable: lost,
    secret_deleted: 'Herstel het geheim in de kluis.',
    secret_disabled: 'Schakel deze versie van het geheim weer in, of nodig de partner opnieuw uit.',
  },
  permission: {
    roles: 'RoleManagement.Read.Directory en GroupMember.Read.All',
    registrations: 'AuditLog.Read.All (met Entra ID P1) of UserAuthenticationMethod.Read.All',
    signIns: 'AuditLog.Read.All, met Entra ID P1',
    score: 'PartnerSecurity.Read.All, als direct factureerbare partner of indirecte provider',
    applications: 'de groep AdminAgents, aangemeld met MFA',
    portal: 'de groep AdminAgents, aangemeld met MFA',
    requests: 'de groep AdminAgents, aangemeld met MFA',
    grants: 'niets van Microsoft',
  },
  consent: (permission) =>
    `Laat een beheerder van de partner instemmen met ${permission}, bij Microsoft Graph; maak daarna het rapport opnieuw.`,
  giveAccount: (permission) => `Geef het account dat Partner Center aanroept ${permission}.`,
  incomplete: {
    registrations: 'Maak het rapport opnieuw. Microsoft zei (nog) niet welke methoden deze accounts hebben.',
    perUserMfa:
      'Eis MFA door de standaardinstellingen voor beveiliging of een beleid, die iedereen bereiken; van MFA per gebruiker bestaat geen lijst.',
    signIns: 'Bekijk de oudere aanmeldingen in het Microsoft Entra admin center, onder Sign-in logs.',
  },
  rememberedDevices:
    'Bekijk het met de hand: Microsoft Entra admin center > Users > Per-user MFA > Service settings: “Allow users to remember multifactor authentication on devices they trust” moet uit zijn.',
  portalShare: 'Lees het in Partner Center: Settings > Account settings > Security requirements status.',
};
