import type { RefusalTable } from './words.ts';

const startOver = 'Öppna länken i inbjudan igen och börja om.';
const tellOperator = 'Berätta det för den som skickade länken, med koden och begäran nedan.';
const laterOrTell = `Försök igen om några minuter. Om det inte går över: ${tellOperator.charAt(0).toLowerCase()}${tellOperator.slice(1)}`;

/** Each refusal in Swedish. */
export const errorsSv: RefusalTable = {
  invalid_request: { message: 'Begäran har inte den väntade formen.', remedy: startOver },
  path_refused: {
    message: 'Adressen kan läsas på två sätt.',
    remedy: 'Öppna länken precis som du fick den.',
  },
  not_found: {
    message: 'Här finns ingenting.',
    remedy: 'Kontrollera att länken är hel: e-postprogram bryter långa rader. Öppna den som du fick den.',
  },
  method_not_allowed: {
    message: 'Den här sidan går inte att öppna för sig.',
    remedy: 'Öppna länken i inbjudan och tryck på knappen där.',
  },
  origin_refused: {
    message: 'Formuläret skickades inte från den här sidan.',
    remedy: 'Öppna länken i inbjudan igen och tryck på knappen.',
  },
  body_too_large: { message: 'Det som skickades är för stort.', remedy: startOver },
  unsupported_media_type: {
    message: 'Det som skickades är inget formulär från den här sidan.',
    remedy: startOver,
  },
  internal_error: { message: 'Något oväntat hände.', remedy: laterOrTell },
  overloaded: {
    message: 'Det är mer att göra här just nu än vi hinner med.',
    remedy: 'Vänta en stund och öppna sedan länken i inbjudan igen.',
  },
  store_unavailable: {
    message: 'Lagringen går inte att läsa eller skriva just nu.',
    remedy: laterOrTell,
  },
  audit_unavailable: {
    message: 'Det du gjorde kunde inte loggas, och utfördes därför inte.',
    remedy: laterOrTell,
  },
  policies_unconfirmed: {
    message: 'Det gick inte att bekräfta just nu att detta får fortsätta.',
    remedy: laterOrTell,
  },
  clock_differs: {
    message: 'Klockan här och Microsofts skiljer sig för mycket för en inloggning.',
    remedy: `Den som driver programmet ställer den rätt. ${tellOperator}`,
  },
  invalid_configuration: {
    message: 'Programmet är inte inställt för det här.',
    remedy: `Den som driver programmet rättar det. ${tellOperator}`,
  },
  stopped: {
    message: 'Den som driver programmet har stoppat detta. Inget händer förrän det får fortsätta.',
    remedy: 'Fråga den som skickade länken när det fortsätter.',
  },
  invitation_not_found: {
    message: 'Inbjudan finns inte.',
    remedy: 'Kontrollera att länken är hel. Är den det, be avsändaren om en ny.',
  },
  invitation_expired: {
    message: 'Inbjudan har gått ut.',
    remedy: 'Be den som skickade länken om en ny.',
  },
  invitation_spent: {
    message: 'Inbjudan har redan använts.',
    remedy: 'Ingenting återstår att göra. Be om en ny inbjudan om du vill göra det igen.',
  },
  invitation_revoked: {
    message: 'Inbjudan har tagits tillbaka.',
    remedy: 'Fråga den som skickade länken varför; hen kan skicka en ny.',
  },
  withdrawal_not_found: {
    message: 'Länken leder inte till något som kan tas tillbaka.',
    remedy:
      'Kontrollera att länken är hel, och att den är den som sista sidan visade när du anslöt. Du kan alltid ta bort programmet i administrationscentret för Microsoft Entra.',
  },
  state_unknown: {
    message: 'Svaret hör inte till någon inloggning som började här.',
    remedy: startOver,
  },
  state_used: { message: 'Inloggningen var redan avslutad.', remedy: startOver },
  state_expired: {
    message: 'Inloggningen tog för lång tid: den får ta en timme.',
    remedy: startOver,
  },
  browser_mismatch: {
    message: 'Inloggningen började i en annan webbläsare.',
    remedy:
      'Öppna länken i inbjudan i den här webbläsaren, tryck på knappen och logga in här. Cookies måste vara tillåtna.',
  },
  consent_declined: {
    message: 'Medgivande gavs inte.',
    remedy:
      'Om det var ett misstag, öppna länken i inbjudan igen. Om Microsoft bad om en administratörs godkännande, be avsändaren om en länk som en administratör kan godkänna med.',
  },
  consent_failed: { message: 'Microsoft avbröt inloggningen.', remedy: startOver },
  id_token_invalid: {
    message: 'Beviset på vem som loggade in höll inte.',
    remedy: `${startOver} Händer det igen, ge den som skickade länken koden och orsaken nedan.`,
  },
  wrong_tenant: {
    message: 'Du loggade in i en annan organisation än den inbjudna.',
    remedy: 'Öppna länken i ett privat fönster och logga in med ett konto i den inbjudna organisationen.',
  },
  wrong_account: {
    message: 'Du loggade in med ett annat konto än det inbjudna.',
    remedy: 'Öppna länken i ett privat fönster och logga in med det inbjudna kontot.',
  },
  mfa_missing: {
    message: 'Du loggade in utan multifaktorautentisering (MFA).',
    remedy:
      'Ställ in den för kontot på https://aka.ms/mfasetup och öppna sedan länken i inbjudan igen, i ett privat fönster.',
  },
  mfa_unknown: {
    message: 'Det gick inte att avgöra om du loggade in med multifaktorautentisering (MFA).',
    remedy:
      'Be din administratör låta er identitetsprovider skicka bevis på den till Microsoft Entra. Öppna sedan länken i inbjudan igen.',
  },
  refresh_token_missing: {
    message: 'Microsoft gav ingen varaktig åtkomst.',
    remedy: `Den som driver programmet kontrollerar hur det är registrerat. ${tellOperator}`,
  },
  approval_not_proven: {
    message: 'Godkännandet kunde inte bekräftas i den inbjudna organisationen.',
    remedy:
      'Öppna länken i inbjudan igen, logga in som administratör i den inbjudna organisationen och godkänn. Strax efter ett godkännande kan det ta några minuter.',
  },
  admin_consent_declined: {
    message: 'Ingen som får det gav medgivande för organisationen.',
    remedy:
      'Öppna länken i inbjudan igen och logga in som en administratör som får ge medgivande för hela organisationen: en global administratör, eller den som länkens sida nämner.',
  },
  admin_consent_off: {
    message: 'Här finns inget som en administratör kan tillfrågas om just nu.',
    remedy: `Den som driver programmet ställer in det. ${tellOperator}`,
  },
  customer_refused: {
    message: 'Organisationen kan inte vara den som länken gäller.',
    remedy:
      'Öppna länken i ett privat fönster och logga in med ett arbetskonto i den inbjudna organisationen. Om du gjorde det, berätta det för den som skickade länken.',
  },
  grant_revoked: {
    message: 'Åtkomsten togs tillbaka medan du loggade in.',
    remedy: 'Om den ändå ska ges, be den som skickade länken om en ny.',
  },
  step_up_needed: {
    message: 'Din organisation kräver en starkare eller nyare inloggning.',
    remedy: 'Öppna länken i inbjudan igen, i ett privat fönster, och klara det andra steget i inloggningen.',
  },
  admin_needed: {
    message: 'Ditt konto, eller en regel för det, stoppar inloggningen.',
    remedy: 'En administratör i din organisation ser över kontot. Öppna sedan länken i inbjudan igen.',
  },
  ca_blocked: {
    message: 'Villkorsstyrd åtkomst i din organisation blockerar inloggningen.',
    remedy:
      'En administratör i din organisation släpper igenom kontot i principen. Öppna sedan länken i inbjudan igen.',
  },
  tenant_setup: {
    message: 'Din organisation är inte inställd för programmet ännu.',
    remedy:
      'En administratör i din organisation godkänner programmet: be avsändaren om en länk för det. Öppna sedan den här länken igen.',
  },
  client_credential: {
    message: 'Microsoft godtar inte programmets autentiseringsuppgift.',
    remedy: `Det beror inte på ditt konto. Den som driver programmet förnyar den. ${tellOperator}`,
  },
  client_request: {
    message: 'Microsoft godtar inte hur programmet frågar.',
    remedy: `Det beror inte på ditt konto. Den som driver programmet kontrollerar hur det är registrerat. ${tellOperator}`,
  },
  idp_unreachable: { message: 'Microsoft går inte att nå härifrån.', remedy: laterOrTell },
  idp_timeout: {
    message: 'Microsoft svarade inte i tid.',
    remedy: 'Öppna länken i inbjudan igen om en minut.',
  },
  idp_answer_lost: { message: 'Microsofts svar försvann på vägen.', remedy: startOver },
  proxy_error: {
    message: 'En proxy släppte inte igenom begäran till Microsoft.',
    remedy: `Den som driver programmet åtgärdar det. ${tellOperator}`,
  },
  idp_tls: {
    message: 'Anslutningen till Microsoft är inte säker, så inget skickades.',
    remedy: `Den som driver programmet åtgärdar det. ${tellOperator}`,
  },
  idp_protocol: { message: 'Det som svarade var inte Microsofts inloggning.', remedy: laterOrTell },
  idp_redirect: {
    message: 'Begäran till Microsoft skickades vidare någon annanstans, och följdes inte.',
    remedy: `Den som driver programmet åtgärdar det. ${tellOperator}`,
  },
  idp_too_large: {
    message: 'Microsofts svar var för stort.',
    remedy: `Den som driver programmet åtgärdar det. ${tellOperator}`,
  },
  idp_bad_response: { message: 'Microsofts svar gick inte att läsa.', remedy: laterOrTell },
  idp_unavailable: {
    message: 'Microsofts inloggning är ur funktion för tillfället.',
    remedy: 'Öppna länken i inbjudan igen om några minuter.',
  },
  idp_throttled: {
    message: 'Microsoft ber oss att ta det lugnare.',
    remedy: 'Öppna länken i inbjudan igen om några minuter.',
  },
  idp_loop: {
    message: 'Microsoft såg för många likadana begäranden.',
    remedy: 'Vänta en minut och öppna sedan länken i inbjudan igen.',
  },
  idp_unknown_error: {
    message: 'Microsoft nekade av en orsak som inte är känd här.',
    remedy: laterOrTell,
  },
  discovery_rejected: {
    message: 'Det som Microsoft publicerar om sin inloggning stämmer inte med inställningarna här.',
    remedy: `Den som driver programmet åtgärdar det. ${tellOperator}`,
  },
  key_mismatch: {
    message: 'Det som sparats om din inloggning går inte att öppna här.',
    remedy: `Den som driver programmet åtgärdar det. ${tellOperator}`,
  },
  secret_unreadable: {
    message: 'Det som sparats om din inloggning går inte att öppna: det har ändrats.',
    remedy: `${startOver} Händer det igen, berätta det för den som skickade länken.`,
  },
  secret_deleted: {
    message: 'Platsen i valvet för den här åtkomsten är borttagen, så inget kunde sparas.',
    remedy: `Den som driver programmet återställer den. ${tellOperator}`,
  },
  secret_too_large: {
    message: 'Uppdateringstoken är större än valvet tar emot, så inget sparades.',
    remedy: `Den som driver programmet åtgärdar det. ${tellOperator}`,
  },
  vault_unavailable: {
    message: 'Valvet svarar inte, så inget kunde sparas.',
    remedy: laterOrTell,
  },
  vault_throttled: {
    message: 'Valvet ber oss att ta det lugnare, så inget kunde sparas.',
    remedy: 'Öppna länken i inbjudan igen om några minuter.',
  },
  vault_denied: {
    message: 'Valvet släpper inte in någon härifrån, så inget kunde sparas.',
    remedy: `Den som driver programmet återställer åtkomsten. ${tellOperator}`,
  },
  vault_bad_response: {
    message: 'Valvets svar gick inte att läsa, så inget kunde sparas.',
    remedy: laterOrTell,
  },
};
