import type { FindingId } from '../../posture/findings/finding-table.ts';
import type { FindingWords } from './words.ts';

// Click paths are those of the English admin centers: a wrong name would be worse than a foreign one.
const entra = 'Microsoft Entra admin center';
const policies = `${entra} > Protection > Conditional Access > Policies`;
const policy = `${policies} > principen`;
const anew = 'Skapa en ny inbjudan för medgivandet och låt personen logga in med MFA: consentry invite.';

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
    steps:
      'Inget behöver åtgärdas: Microsoft undantar det. Låt det logga in enbart från servern för Entra Connect, genom en princip som blockerar alla andra platser för det.',
  },
  account_third_party_mfa_without_claim: {
    title: 'Konton vars MFA görs av någon annans produkt, som inte meddelar Entra något',
    steps: `Ersätt den anpassade kontrollen med en extern autentiseringsmetod: ${entra} > Protection > Authentication methods > Policies > Add external method; kräv sedan MFA i principen.`,
  },
  account_hello_provisioning_only: {
    title: 'Inloggningen bakom ett medgivande bär enbart MFA från konfigureringen av Windows Hello (ngcmfa)',
    steps:
      'Logga in en gång till, i ett privat fönster, med MFA, och ge medgivandet på nytt via dess inbjudan.',
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
    title: 'En domäns identitetsprovider meddelar inte Entra om MFA (ingen multipleauthn)',
    steps:
      'Låt providern skicka anspråket http://schemas.microsoft.com/claims/authnmethodsreferences med värdet http://schemas.microsoft.com/claims/multipleauthn när den har gjort MFA; eller låt Entra göra sin egen.',
  },
  federation_mfa_not_seen: {
    title: 'Ingen i en federerad domän har loggat in nyligen: om providern meddelar MFA är inte känt',
    steps:
      'Låt en person i domänen köra consentry test-mfa, eller logga in i Partner Center med MFA; kör sedan rapporten igen.',
  },
  delegated_admin_blocked_federated: {
    title: 'Kunders klientorganisationer nekar ett konto i en federerad domän: dess MFA meddelas inte',
    steps:
      'Låt identitetsprovidern skicka multipleauthn för kontot, logga in igen med MFA, och ge medgivandet på nytt. Entra kräver MFA så snart en partners användare loggar in hos en kund; det finns inget undantag.',
  },
  delegated_admin_blocked_managed: {
    title: 'Kunders klientorganisationer nekar ett konto i brist på MFA',
    steps:
      'Registrera en andra faktor på https://aka.ms/mfasetup, logga in igen med MFA, och ge medgivandet på nytt via dess inbjudan.',
  },
  application_calls_without_mfa: {
    title: 'Ett program anropar Partner Center i någons namn utan MFA',
    steps:
      'Ge programmet en uppdateringstoken från en inloggning med MFA, enligt Secure Application Model: låt kontot som nämns här logga in med MFA och ge medgivandet på nytt. Stoppa program som loggar in med en användares namn och lösenord.',
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
      'Ta reda på varför underhållet inte når det: consentry grants, och brokerns logg. Ett anrop om token löser in den.',
  },
  grant_ends_soon: {
    title: 'Ett medgivande slutar fungera inom trettio dagar',
    steps: `Undanröj orsaken som anges här. ${anew}`,
  },
  score_requirement_not_met: {
    title: 'Ett krav i partnerns säkerhetspoäng är inte uppfyllt',
    steps: 'Partner Center > Security > Security requirements > kravet > Action required.',
  },
};
