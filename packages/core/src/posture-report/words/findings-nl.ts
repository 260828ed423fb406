import type { FindingId } from '../../posture/findings/finding-table.ts';
import type { FindingWords } from './words.ts';

// Click paths are those of the English admin centers: a wrong name would be worse than a foreign one.
const entra = 'Microsoft Entra admin center';
const policies = `${entra} > Protection > Conditional Access > Policies`;
const policy = `${policies} > het beleid`;
const anew = 'Nodig het account van de machtiging opnieuw uit, en laat de persoon zich met MFA aanmelden.';
const alone =
  'Laat de toepassing, waar haar aanroepen zonder account kunnen, met haar eigen referentie werken (client_credentials voor https://api.partnercenter.microsoft.com/.default).';

/** What findings say in Dutch. A finding without a line here does not compile. */
export const findingsNl: Readonly<Record<FindingId, FindingWords>> = {
  account_no_method: {
    title: 'Accounts die nooit een tweede factor registreerden',
    steps: `Laat iedere persoon zich registreren op https://aka.ms/mfasetup. Schakel accounts uit die niemand gebruikt: ${entra} > Users > All users > het account > Edit > Account enabled.`,
  },
  account_guest_no_method: {
    title: 'Gasten die nooit een tweede factor registreerden',
    steps: `Laat iedere gast zich registreren op https://aka.ms/mfasetup, of vertrouw de MFA van de eigen tenant van de gast: ${entra} > External Identities > Cross-tenant access settings > Trust settings. Verwijder gasten die niemand nodig heeft.`,
  },
  account_not_covered: {
    title: 'Accounts waaraan noch de standaardinstellingen voor beveiliging noch een beleid MFA vraagt',
    steps: `${policies} > het beleid dat MFA eist > Users > Include > All users.`,
  },
  account_guest_not_covered: {
    title: 'Gasten aan wie noch de standaardinstellingen voor beveiliging noch een beleid MFA vraagt',
    steps: `${policies} > het beleid dat MFA eist > Users > Include > All users (gasten horen daarbij).`,
  },
  account_service_excluded: {
    title: 'Serviceaccounts die een beleid uitzondert',
    steps: `${policy} > Users > Exclude: verwijder het account. Laat daarna een persoon zich ermee aanmelden, met MFA, en de machtiging opnieuw geven.`,
  },
  account_break_glass_excluded: {
    title: 'Wat op een noodaccount lijkt, is van een beleid uitgezonderd',
    steps: `Geef het account een FIDO2-sleutel of een certificaat als MFA; daarna ${policy} > Users > Exclude: verwijder het account. Microsoft eist ook van noodaccounts MFA.`,
  },
  account_sync_exempt: {
    title: 'Het account van Microsoft Entra Connect is vrijgesteld van MFA',
    steps: `Er hoeft niets hersteld te worden: Microsoft stelt het vrij. Laat het zich alleen vanaf de server van Entra Connect aanmelden: ${policies} > New policy > dit account, elke locatie behalve die van de server > Grant > Block access.`,
  },
  account_third_party_mfa_without_claim: {
    title: 'Accounts waarvan de MFA door een product van een ander wordt gedaan, dat Entra niets meldt',
    steps: `Vervang het aangepaste besturingselement door een externe verificatiemethode: ${entra} > Protection > Authentication methods > Policies > Add external method; eis daarna MFA in het beleid.`,
  },
  account_hello_provisioning_only: {
    title:
      'De aanmelding achter een machtiging draagt alleen de MFA van het instellen van Windows Hello (ngcmfa)',
    steps: 'Nodig het account opnieuw uit: het meldt zich nog eens aan, in een privévenster, met MFA.',
  },
  account_signed_in_without_mfa: {
    title: 'Accounts die zich de laatste zeven dagen zonder MFA aanmeldden, hoewel MFA van ze wordt geëist',
    steps: `${entra} > Monitoring & health > Sign-in logs > het account > een aanmelding met “Single-factor authentication” > Conditional Access: daar staat wat niet werd toegepast.`,
  },
  account_uses_portal_without_mfa: {
    title: 'Accounts die Partner Center zonder MFA zag',
    steps:
      'Partner Center > Settings > Account settings > Security requirements status > Portal requests without MFA: laat iedereen die daar staat zich afmelden en weer met MFA aanmelden.',
  },
  tenant_asks_no_mfa: {
    title: 'Noch de standaardinstellingen voor beveiliging noch een beleid vraagt wie dan ook om MFA',
    steps: `${entra} > Overview > Properties > Manage security defaults > Enabled. Met Entra ID P1: een beleid voor voorwaardelijke toegang voor alle gebruikers en alle resources dat MFA eist.`,
  },
  tenant_security_defaults: {
    title:
      'De standaardinstellingen voor beveiliging vragen om MFA: van accounts zonder beheerdersrol alleen waar Entra een risico ziet',
    steps: `Er hoeft niets hersteld te worden: voor Microsoft volstaan de standaardinstellingen voor beveiliging. Het statusrapport kan onder 100 % blijven, want ze vragen niet bij elke aanmelding om MFA en laten 14 dagen om een factor te registreren. Met Entra ID P1: een beleid voor voorwaardelijke toegang voor alle gebruikers en alle resources dat MFA eist, in plaats van ${entra} > Overview > Properties > Manage security defaults.`,
  },
  policy_report_only: {
    title: 'Een beleid dat MFA eist, rapporteert alleen',
    steps: `${policy} > Enable policy > On.`,
  },
  policy_excludes_users: {
    title: 'Een beleid dat MFA eist, zondert gebruikers uit',
    steps: `${policy} > Users > Exclude: verwijder ze.`,
  },
  policy_excludes_groups: {
    title: 'Een beleid dat MFA eist, zondert groepen uit',
    steps: `${policy} > Users > Exclude > Users and groups: verwijder ze.`,
  },
  policy_excludes_roles: {
    title: 'Een beleid dat MFA eist, zondert directoryrollen uit',
    steps: `${policy} > Users > Exclude > Directory roles: verwijder ze.`,
  },
  policy_excludes_guests: {
    title: 'Een beleid dat MFA eist, zondert gasten uit',
    steps: `${policy} > Users > Exclude > Guest or external users: maak het leeg.`,
  },
  policy_excludes_applications: {
    title: 'Een beleid dat MFA eist, zondert toepassingen uit',
    steps: `${policy} > Target resources > Exclude: verwijder ze.`,
  },
  policy_limited_applications: {
    title: 'Een beleid eist alleen bij sommige toepassingen MFA',
    steps: `${policy} > Target resources > Include > All resources.`,
  },
  policy_trusted_location: {
    title: 'Een beleid dat MFA eist, zondert vertrouwde locaties uit',
    steps: `${policy} > Network > Exclude: verwijder de locaties. Microsoft wil bij elke aanmelding MFA.`,
  },
  policy_limited_locations: {
    title: 'Een beleid eist alleen op sommige locaties MFA',
    steps: `${policy} > Network > Include > Any network or location, en niets onder Exclude.`,
  },
  policy_limited_clients: {
    title: 'Een beleid eist alleen van sommige soorten clients MFA',
    steps: `${policy} > Conditions > Client apps > Configure > No.`,
  },
  policy_other_conditions: {
    title: 'Een beleid eist alleen onder sommige voorwaarden MFA (risico, platform of apparaat)',
    steps: `${policy} > Conditions: maak ze leeg, of voeg een beleid zonder voorwaarden toe voor alle gebruikers.`,
  },
  policy_device_skips_mfa: {
    title: 'Een beheerd apparaat volstaat in plaats van MFA',
    steps: `${policy} > Grant > For multiple controls > Require all the selected controls.`,
  },
  policy_other_control_skips_mfa: {
    title: 'Een ander besturingselement volstaat in plaats van MFA',
    steps: `${policy} > Grant > For multiple controls > Require all the selected controls.`,
  },
  policy_custom_control: {
    title:
      'Een aangepast besturingselement staat in de plaats van MFA, en laat er in tokens geen spoor van na',
    steps: `${policy} > Grant: haal het aangepaste besturingselement weg, en kies Require multifactor authentication.`,
  },
  policy_persistent_browser: {
    title: 'Een beleid houdt browsers aangemeld wanneer ze gesloten worden',
    steps: `${policy} > Session > Persistent browser session > Never persistent.`,
  },
  policy_sign_in_frequency: {
    title:
      'Een beleid laat de accounts van machtigingen zich opnieuw aanmelden, en beëindigt hun vernieuwingstokens (70043)',
    steps: `${policy} > Session > Sign-in frequency: zonder de serviceaccounts uit, met een eigen beleid dat nog steeds MFA eist, of vernieuw de machtigingen even vaak.`,
  },
  policy_retired_baseline: {
    title: 'Een beleid heeft de naam van een basislijnbeleid, dat Microsoft in 2020 heeft afgeschaft',
    steps: `${policy}: vergelijk wat het doet met wat de bedoeling is, en geef het een eigen naam.`,
  },
  federation_without_mfa_claim: {
    title: 'De id-provider van een domein meldt Entra niets van MFA (geen multipleauthn)',
    steps:
      'Laat de provider de claim http://schemas.microsoft.com/claims/authnmethodsreferences sturen met de waarde http://schemas.microsoft.com/claims/multipleauthn wanneer hij MFA deed; of laat Entra zelf MFA doen.',
  },
  federation_mfa_not_seen: {
    title: 'Het is niet gezien of de id-provider van een domein MFA aan Entra meldt',
    steps:
      'Laat één persoon van het domein zich laten testen, of zich met MFA bij Partner Center aanmelden; maak daarna het rapport opnieuw.',
  },
  delegated_admin_blocked_federated: {
    title: 'Tenants van klanten weigeren een account van een federatief domein: zijn MFA wordt niet gemeld',
    steps:
      'Laat de id-provider voor dit account multipleauthn sturen; nodig het account daarna opnieuw uit, en laat het zich met MFA aanmelden. Entra wil MFA zodra een gebruiker van een partner zich bij een klant aanmeldt; een uitzondering bestaat niet.',
  },
  delegated_admin_blocked_managed: {
    title: 'Tenants van klanten weigeren een account omdat MFA ontbreekt',
    steps:
      'Registreer een tweede factor op https://aka.ms/mfasetup; nodig het account daarna opnieuw uit, en laat het zich met MFA aanmelden.',
  },
  application_calls_without_mfa: {
    title: 'Een toepassing roept Partner Center namens iemand aan zonder MFA',
    steps: `Ga over op het Secure Application Model: nodig het account uit dat hier genoemd wordt, laat het zich met MFA aanmelden, en geef de toepassing een token van die machtiging. ${alone}`,
  },
  application_signs_in_with_password: {
    title: 'Een toepassing meldt zich aan met iemands naam en wachtwoord, waar geen MFA bij kan zijn',
    steps: `Ga over op het Secure Application Model: nodig het account uit dat hier genoemd wordt, en laat het zich met MFA aanmelden. Verwijder daarna het wachtwoord overal waar de toepassing het bewaart, en wijzig het. ${alone}`,
  },
  application_without_grant: {
    title:
      'Een toepassing roept Partner Center namens iemand aan, en hier wordt geen machtiging van haar bewaard',
    steps: `Zoek uit wie haar beheert, en waar zij haar vernieuwingstoken bewaart. Laat haar aanroepen met een machtiging die hier bewaard wordt, die vóór haar einde gebruikt wordt en teruggenomen kan worden. ${alone}`,
  },
  grant_refused_without_mfa: {
    title: 'Partner Center weigert de aanroepen van een machtiging omdat MFA ontbreekt (900421)',
    steps: anew,
  },
  grant_not_mfa_compliant: {
    title: 'De aanroepen van een machtiging zijn zonder MFA: Partner Center zal ze weigeren',
    steps: anew,
  },
  grant_unused: {
    title:
      'Het vernieuwingstoken van een machtiging is zestig dagen niet ingewisseld: na negentig is het dood',
    steps:
      'Zoek uit waarom het onderhoud haar niet bereikt: aan haar toestand, en in het logboek van de broker. Een verzoek om een token wisselt het in.',
  },
  grant_ends_soon: {
    title: 'Een machtiging houdt binnen dertig dagen op te werken',
    steps: `Naar de oorzaak die hier genoemd wordt. Een geheim of certificaat: consentry credential rotate. Een relatie: Partner Center > Customers > de klant > Admin relationships > de relatie > Auto extend. Iets anders: ${anew}`,
  },
  grant_of_global_administrator: {
    title: 'Het account achter een machtiging is een globale beheerder: de toepassing mag alles in de tenant',
    steps:
      'Laat een serviceaccount verbinden dat alleen heeft wat het werk vraagt: de groep AdminAgents, of SalesAgents voor handel alleen. Neem deze machtiging daarna terug: consentry revoke.',
  },
  permission_missing: {
    title: 'De toepassing mist een gedelegeerde bevoegdheid die zij in de tenant van de partner nodig heeft',
    steps:
      'Laat een beheerder de toepassing nog eens goedkeuren, met een uitnodiging: consentry invite --approve. Laat daarna het serviceaccount verbinden.',
  },
  permission_retired: {
    title:
      'De toepassing heeft toestemming voor bevoegdheden van Azure AD Graph, dat is afgeschaft: niets aanvaardt de tokens ervan',
    steps: `Geef de toepassing in haar registratie de bevoegdheden van Microsoft Graph die hier genoemd worden, en laat een beheerder haar goedkeuren. Verwijder daarna die van Azure AD Graph uit de registratie, en onder ${entra} > Applications > Enterprise applications > de toepassing > Permissions > Review permissions.`,
  },
  score_requirement_not_met: {
    title: 'Aan een vereiste van de beveiligingsscore van de partner is niet voldaan',
    steps: 'Partner Center > Security > Security requirements > de vereiste > Action required.',
  },
};
