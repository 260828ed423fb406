import type { FindingId } from '../../posture/findings/finding-table.ts';
import type { FindingWords } from './words.ts';

// Click paths are those of the English admin centers: a wrong name would be worse than a foreign one.
const entra = 'Microsoft Entra admin center';
const policies = `${entra} > Protection > Conditional Access > Policies`;
const policy = `${policies} > principen`;
const anew = 'Bjud in medgivandets konto på nytt, och låt personen logga in med MFA.';
const alone =
  'Låt programmet, där dess anrop går utan konto, använda sin egen autentiseringsuppgift (client_credentials för https://api.partnercenter.microsoft.com/.default).';

/** What findings say in Swedish. A finding without a line here does not compile. */
export const findingsSv: Readonly<Record<FindingId, FindingWords>> = {
  account_no_method: {
    title: 'Konton som aldrig har registrerat en andra faktor',
    steps: `Låt varje person registrera sig på https://aka.ms/mfasetup. Inaktivera konton som ingen använder: ${entra} > Users > All users > kontot > Edit > Account enabled.`,
  },
  account_guest_no_method: {
    title: 'Gäster som aldrig har registrerat en andra faktor',
    steps: `Låt varje gäst registrera sig på https://aka.ms/mfasetup, eller lita på MFA från gästens egen klientorganisation: ${entra} > External Identities > Cross-tenant access settings > Trust settings. Ta bort gäster som ingen behöver.`,
  },
  account_not_covered: {
    title: 'Konton som varken säkerhetsstandarderna eller någon princip kräver MFA av',
    steps: `${policies} > principen som kräver MFA > Users > Include > All users.`,
  },
  account_guest_not_covered: {
    title: 'Gäster som varken säkerhetsstandarderna eller någon princip kräver MFA av',
    steps: `${policies} > principen som kräver MFA > Users > Include > All users (gäster ingår).`,
  },
  account_service_excluded: {
    title: 'Tjänstkonton som en princip undantar',
    steps: `${policy} > Users > Exclude: ta bort kontot. Låt sedan en person logga in med det, med MFA, och ge medgivandet på nytt.`,
  },
  account_break_glass_excluded: {
    title: 'Det som ser ut som ett nödkonto är undantaget från en princip',
    steps: `Ge kontot en FIDO2-nyckel eller ett certifikat som MFA; sedan ${policy} > Users > Exclude: ta bort kontot. Microsoft kräver MFA även av nödkonton.`,
  },
  account_sync_exempt: {
    title: 'Kontot för Microsoft Entra Connect är undantaget från MFA',
    steps: `Inget behöver åtgärdas: Microsoft undantar det. Låt det logga in enbart från servern för Entra Connect: ${policies} > New policy > detta konto, varje plats utom serverns > Grant > Block access.`,
  },
  account_third_party_mfa_without_claim: {
    title: 'Konton vars MFA görs av någon annans produkt, som inte meddelar Entra något',
    steps: `Ersätt den anpassade kontrollen med en extern autentiseringsmetod: ${entra} > Protection > Authentication methods > Policies > Add external method; kräv sedan MFA i principen.`,
  },
  account_hello_provisioning_only: {
    title: 'Inloggningen bakom ett medgivande bär enbart MFA från konfigureringen av Windows Hello (ngcmfa)',
    steps: 'Bjud in kontot på nytt: det loggar in en gång till, i ett privat fönster, med MFA.',
  },
  account_signed_in_without_mfa: {
    title: 'Konton som har loggat in utan MFA de senaste sju dagarna, fast MFA krävs av dem',
    steps: `${entra} > Monitoring & health > Sign-in logs > kontot > en inloggning med “Single-factor authentication” > Conditional Access: där står vad som inte tillämpades.`,
  },
  account_uses_portal_without_mfa: {
    title: 'Konton som Partner Center har sett utan MFA',
    steps:
      'Partner Center > Settings > Account settings > Security requirements status > Portal requests without MFA: låt var och en som står där logga ut och logga in igen med MFA.',
  },
  tenant_asks_no_mfa: {
    title: 'Varken säkerhetsstandarderna eller någon princip kräver MFA av någon',
    steps: `${entra} > Overview > Properties > Manage security defaults > Enabled. Med Entra ID P1: en princip för villkorsstyrd åtkomst för alla användare och alla resurser som kräver MFA.`,
  },
  tenant_security_defaults: {
    title: 'Säkerhetsstandarderna kräver MFA: av konton utan administratörsroll bara där Entra ser en risk',
    steps: `Inget behöver åtgärdas: säkerhetsstandarderna räcker för Microsoft. Statusrapporten kan stanna under 100 %, eftersom de inte kräver MFA vid varje inloggning och ger 14 dagar för registreringen. Med Entra ID P1: en princip för villkorsstyrd åtkomst för alla användare och alla resurser som kräver MFA, i stället för ${entra} > Overview > Properties > Manage security defaults.`,
  },
  policy_report_only: {
    title: 'En princip som kräver MFA rapporterar bara',
    steps: `${policy} > Enable policy > On.`,
  },
  policy_excludes_users: {
    title: 'En princip som kräver MFA undantar användare',
    steps: `${policy} > Users > Exclude: ta bort dem.`,
  },
  policy_excludes_groups: {
    title: 'En princip som kräver MFA undantar grupper',
    steps: `${policy} > Users > Exclude > Users and groups: ta bort dem.`,
  },
  policy_excludes_roles: {
    title: 'En princip som kräver MFA undantar katalogroller',
    steps: `${policy} > Users > Exclude > Directory roles: ta bort dem.`,
  },
  policy_excludes_guests: {
    title: 'En princip som kräver MFA undantar gäster',
    steps: `${policy} > Users > Exclude > Guest or external users: töm fältet.`,
  },
  policy_excludes_applications: {
    title: 'En princip som kräver MFA undantar program',
    steps: `${policy} > Target resources > Exclude: ta bort dem.`,
  },
  policy_limited_applications: {
    title: 'En princip kräver MFA enbart för vissa program',
    steps: `${policy} > Target resources > Include > All resources.`,
  },
  policy_trusted_location: {
    title: 'En princip som kräver MFA undantar betrodda platser',
    steps: `${policy} > Network > Exclude: ta bort platserna. Microsoft vill ha MFA vid varje inloggning.`,
  },
  policy_limited_locations: {
    title: 'En princip kräver MFA enbart på vissa platser',
    steps: `${policy} > Network > Include > Any network or location, och inget under Exclude.`,
  },
  policy_limited_clients: {
    title: 'En princip kräver MFA enbart av vissa slags klienter',
    steps: `${policy} > Conditions > Client apps > Configure > No.`,
  },
  policy_other_conditions: {
    title: 'En princip kräver MFA enbart under vissa villkor (risk, plattform eller enhet)',
    steps: `${policy} > Conditions: töm dem, eller lägg till en princip utan villkor för alla användare.`,
  },
  policy_device_skips_mfa: {
    title: 'En hanterad enhet räcker i stället för MFA',
    steps: `${policy} > Grant > For multiple controls > Require all the selected controls.`,
  },
  policy_other_control_skips_mfa: {
    title: 'En annan kontroll räcker i stället för MFA',
    steps: `${policy} > Grant > For multiple controls > Require all the selected controls.`,
  },
  policy_custom_control: {
    title: 'En anpassad kontroll står i stället för MFA, och lämnar inget spår av den i token',
    steps: `${policy} > Grant: ta bort den anpassade kontrollen och välj Require multifactor authentication.`,
  },
  policy_persistent_browser: {
    title: 'En princip håller webbläsare inloggade när de stängs',
    steps: `${policy} > Session > Persistent browser session > Never persistent.`,
  },
  policy_sign_in_frequency: {
    title:
      'En princip låter kontona bakom medgivanden logga in på nytt, och avslutar deras uppdateringstoken (70043)',
    steps: `${policy} > Session > Sign-in frequency: undanta tjänstkontona, med en egen princip som fortfarande kräver MFA, eller förnya medgivandena lika ofta.`,
  },
  policy_retired_baseline: {
    title: 'En princip bär namnet på en baslinjeprincip, som Microsoft avskaffade 2020',
    steps: `${policy}: jämför vad den gör med vad som är avsett, och ge den ett eget namn.`,
  },
  federation_without_mfa_claim: {
    title: 'En domäns identitetsleverantör meddelar inte Entra om MFA (ingen multipleauthn)',
    steps:
      'Låt leverantören skicka anspråket http://schemas.microsoft.com/claims/authnmethodsreferences med värdet http://schemas.microsoft.com/claims/multipleauthn när den har gjort MFA; eller låt Entra göra sin egen.',
  },
  federation_mfa_not_seen: {
    title: 'Det har inte setts om identitetsleverantören för en domän meddelar MFA till Entra',
    steps:
      'Låt en person i domänen testas, eller logga in i Partner Center med MFA; kör sedan rapporten igen.',
  },
  delegated_admin_blocked_federated: {
    title: 'Kunders klientorganisationer nekar ett konto i en federerad domän: dess MFA meddelas inte',
    steps:
      'Låt identitetsleverantören skicka multipleauthn för kontot; bjud sedan in kontot på nytt, och låt det logga in med MFA. Entra kräver MFA så snart en partners användare loggar in hos en kund; det finns inget undantag.',
  },
  delegated_admin_blocked_managed: {
    title: 'Kunders klientorganisationer nekar ett konto i brist på MFA',
    steps:
      'Registrera en andra faktor på https://aka.ms/mfasetup; bjud sedan in kontot på nytt, och låt det logga in med MFA.',
  },
  application_calls_without_mfa: {
    title: 'Ett program anropar Partner Center i någons namn utan MFA',
    steps: `Gå över till Secure Application Model: bjud in kontot som nämns här, låt det logga in med MFA, och ge programmet en token från det medgivandet. ${alone}`,
  },
  application_signs_in_with_password: {
    title: 'Ett program loggar in med någons namn och lösenord, vilket inte kan bära någon MFA',
    steps: `Gå över till Secure Application Model: bjud in kontot som nämns här, och låt det logga in med MFA. Radera sedan lösenordet överallt där programmet sparar det, och byt det. ${alone}`,
  },
  application_without_grant: {
    title: 'Ett program anropar Partner Center i någons namn, och inget medgivande för det finns här',
    steps: `Ta reda på vem som sköter det, och var det sparar sin uppdateringstoken. Låt det anropa med ett medgivande som finns här, som används innan det går ut och som kan tas tillbaka. ${alone}`,
  },
  grant_refused_without_mfa: {
    title: 'Partner Center nekar anropen från ett medgivande i brist på MFA (900421)',
    steps: anew,
  },
  grant_not_mfa_compliant: {
    title: 'Anropen från ett medgivande är utan MFA: Partner Center kommer att neka dem',
    steps: anew,
  },
  grant_unused: {
    title: 'Ett medgivandes uppdateringstoken har inte lösts in på sextio dagar: efter nittio är den död',
    steps:
      'Ta reda på varför underhållet inte når det: genom dess tillstånd, och i brokerns logg. Ett anrop om token löser in den.',
  },
  grant_ends_soon: {
    title: 'Ett medgivande slutar fungera inom trettio dagar',
    steps: `Efter orsaken som anges här. En hemlighet eller ett certifikat: consentry credential rotate. En relation: Partner Center > Customers > kunden > Admin relationships > relationen > Auto extend. Något annat: ${anew}`,
  },
  grant_of_global_administrator: {
    title:
      'Kontot bakom ett medgivande är global administratör: programmet får göra allt i klientorganisationen',
    steps:
      'Låt ett tjänstkonto ansluta som bara har det arbetet kräver: gruppen AdminAgents, eller SalesAgents för enbart handel. Ta sedan tillbaka detta medgivande: consentry revoke.',
  },
  permission_missing: {
    title: 'Programmet saknar en delegerad behörighet som det behöver i partnerns klientorganisation',
    steps:
      'Låt en administratör godkänna programmet en gång till, med en inbjudan: consentry invite --approve. Låt sedan tjänstkontot ansluta.',
  },
  permission_retired: {
    title:
      'Programmet har samtycke till behörigheter i Azure AD Graph, som är avskaffat: inget godtar dess token',
    steps: `Ge programmet i dess registrering de behörigheter i Microsoft Graph som nämns här, och låt en administratör godkänna det. Ta sedan bort dem i Azure AD Graph ur registreringen, och under ${entra} > Applications > Enterprise applications > programmet > Permissions > Review permissions.`,
  },
  score_requirement_not_met: {
    title: 'Ett krav i partnerns säkerhetspoäng är inte uppfyllt',
    steps: 'Partner Center > Security > Security requirements > kravet > Action required.',
  },
};
