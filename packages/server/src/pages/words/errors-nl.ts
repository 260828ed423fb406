import type { RefusalTable } from './words.ts';

const startOver = 'Open de koppeling van de uitnodiging nog eens en begin opnieuw.';
const tellOperator = 'Laat het weten aan wie u de koppeling stuurde, met de code en het verzoek hieronder.';
const laterOrTell = `Probeer het over enkele minuten opnieuw. Blijft het zo? ${tellOperator}`;

/** Each refusal in Dutch. */
export const errorsNl: RefusalTable = {
  invalid_request: { message: 'Het verzoek heeft niet de verwachte vorm.', remedy: startOver },
  path_refused: {
    message: 'Dit adres is op twee manieren te lezen.',
    remedy: 'Open de koppeling precies zoals u die kreeg.',
  },
  not_found: {
    message: 'Hier is niets.',
    remedy:
      'Controleer of de koppeling heel is: mailprogramma’s breken lange regels af. Open haar zoals u haar kreeg.',
  },
  method_not_allowed: {
    message: 'Deze pagina kan niet los geopend worden.',
    remedy: 'Open de koppeling van de uitnodiging en druk daar op de knop.',
  },
  origin_refused: {
    message: 'Het formulier is niet vanaf deze pagina verstuurd.',
    remedy: 'Open de koppeling van de uitnodiging opnieuw en druk op de knop.',
  },
  body_too_large: { message: 'Wat verstuurd werd, is te groot.', remedy: startOver },
  unsupported_media_type: {
    message: 'Wat verstuurd werd, is geen formulier van deze pagina.',
    remedy: startOver,
  },
  internal_error: { message: 'Er gebeurde iets onverwachts.', remedy: laterOrTell },
  overloaded: {
    message: 'Er is hier nu meer te doen dan kan.',
    remedy: 'Wacht even en open daarna de koppeling van de uitnodiging opnieuw.',
  },
  store_unavailable: {
    message: 'De opslag is nu niet te lezen of te schrijven.',
    remedy: laterOrTell,
  },
  audit_unavailable: {
    message: 'Wat u deed kon niet worden vastgelegd, en is daarom niet uitgevoerd.',
    remedy: laterOrTell,
  },
  policies_unconfirmed: {
    message: 'Er kon zojuist niet worden bevestigd dat dit door mag gaan.',
    remedy: laterOrTell,
  },
  clock_differs: {
    message: 'De klok hier en die van Microsoft verschillen te veel voor een aanmelding.',
    remedy: `Wie de toepassing beheert, zet haar gelijk. ${tellOperator}`,
  },
  invalid_configuration: {
    message: 'De toepassing is hier niet voor ingesteld.',
    remedy: `Wie de toepassing beheert, stelt dat in. ${tellOperator}`,
  },
  stopped: {
    message: 'De beheerder van de toepassing heeft dit stilgezet. Er gebeurt niets tot het weer door mag.',
    remedy: 'Vraag wie u de koppeling stuurde wanneer het weer door mag.',
  },
  invitation_not_found: {
    message: 'Deze uitnodiging bestaat niet.',
    remedy: 'Controleer of de koppeling heel is. Is zij dat, vraag de afzender dan om een nieuwe.',
  },
  invitation_expired: {
    message: 'Deze uitnodiging is verlopen.',
    remedy: 'Vraag de afzender van de koppeling om een nieuwe.',
  },
  invitation_spent: {
    message: 'Deze uitnodiging is al gebruikt.',
    remedy: 'U hoeft niets meer te doen. Wilt u het nog eens doen, vraag dan om een nieuwe uitnodiging.',
  },
  invitation_revoked: {
    message: 'Deze uitnodiging is ingetrokken.',
    remedy: 'Vraag degene die u de link stuurde waarom; die kan een nieuwe sturen.',
  },
  withdrawal_not_found: {
    message: 'Deze koppeling leidt naar niets dat ingetrokken kan worden.',
    remedy:
      'Controleer of de koppeling heel is, en of het die van de laatste pagina is toen u verbinding maakte. U kunt de toepassing altijd verwijderen in het Microsoft Entra-beheercentrum.',
  },
  state_unknown: {
    message: 'Dit antwoord hoort bij geen aanmelding die hier begon.',
    remedy: startOver,
  },
  state_used: { message: 'Deze aanmelding was al afgerond.', remedy: startOver },
  state_expired: {
    message: 'De aanmelding duurde te lang: er is een uur voor.',
    remedy: startOver,
  },
  browser_mismatch: {
    message: 'De aanmelding begon in een andere browser.',
    remedy:
      'Open de koppeling van de uitnodiging in deze browser, druk op de knop en meld u hier aan. Cookies moeten daarvoor toegestaan zijn.',
  },
  consent_declined: {
    message: 'Er is geen toestemming gegeven.',
    remedy:
      'Was dat een vergissing, open dan de koppeling van de uitnodiging opnieuw. Vroeg Microsoft om goedkeuring van een beheerder, vraag de afzender dan om een koppeling waarmee een beheerder kan goedkeuren.',
  },
  consent_failed: { message: 'Microsoft heeft de aanmelding beëindigd.', remedy: startOver },
  id_token_invalid: {
    message: 'Het bewijs van wie zich aanmeldde, hield geen stand.',
    remedy: `${startOver} Gebeurt het weer, geef de afzender van de koppeling dan de code en de reden hieronder.`,
  },
  wrong_tenant: {
    message: 'U hebt zich aangemeld bij een andere organisatie dan de uitgenodigde.',
    remedy:
      'Open de koppeling in een privévenster en meld u aan met een account van de uitgenodigde organisatie.',
  },
  wrong_account: {
    message: 'U hebt zich aangemeld met een ander account dan het uitgenodigde.',
    remedy: 'Open de koppeling in een privévenster en meld u aan met het uitgenodigde account.',
  },
  mfa_missing: {
    message: 'U hebt zich aangemeld zonder meervoudige verificatie (MFA).',
    remedy:
      'Stel die voor dit account in op https://aka.ms/mfasetup en open daarna de koppeling van de uitnodiging opnieuw, in een privévenster.',
  },
  mfa_unknown: {
    message: 'Er was niet vast te stellen of u zich met meervoudige verificatie (MFA) aanmeldde.',
    remedy:
      'Vraag uw beheerder om uw id-provider het bewijs daarvan naar Microsoft Entra te laten sturen. Open daarna de koppeling van de uitnodiging opnieuw.',
  },
  refresh_token_missing: {
    message: 'Microsoft gaf geen blijvende toegang.',
    remedy: `Wie de toepassing beheert, kijkt hoe zij geregistreerd is. ${tellOperator}`,
  },
  approval_not_proven: {
    message: 'De goedkeuring kon in de uitgenodigde organisatie niet worden bevestigd.',
    remedy:
      'Open de koppeling van de uitnodiging opnieuw, meld u aan als beheerder van de uitgenodigde organisatie en keur goed. Vlak na een goedkeuring kan het enkele minuten duren.',
  },
  admin_consent_declined: {
    message: 'Niemand die dat mag, gaf toestemming voor de organisatie.',
    remedy:
      'Open de koppeling van de uitnodiging opnieuw en meld u aan als beheerder die voor de hele organisatie toestemming mag geven: een globale beheerder, of wie de pagina van de koppeling noemt.',
  },
  admin_consent_off: {
    message: 'Er is hier nu niets waar een beheerder om gevraagd kan worden.',
    remedy: `Wie de toepassing beheert, stelt dat in. ${tellOperator}`,
  },
  customer_refused: {
    message: 'Deze organisatie kan niet die zijn waarvoor de koppeling is.',
    remedy:
      'Open de koppeling in een privévenster en meld u aan met een werkaccount van de uitgenodigde organisatie. Deed u dat al, laat het de afzender van de koppeling dan weten.',
  },
  grant_revoked: {
    message: 'De toegang is ingetrokken terwijl u zich aanmeldde.',
    remedy: 'Moet zij toch gegeven worden, vraag de afzender dan om een nieuwe koppeling.',
  },
  step_up_needed: {
    message: 'Uw organisatie vraagt om een sterkere of recentere aanmelding.',
    remedy:
      'Open de koppeling van de uitnodiging opnieuw, in een privévenster, en voer de tweede stap van de aanmelding uit.',
  },
  admin_needed: {
    message: 'Uw account, of een regel ervoor, houdt de aanmelding tegen.',
    remedy:
      'Een beheerder van uw organisatie bekijkt het account. Open daarna de koppeling van de uitnodiging opnieuw.',
  },
  ca_blocked: {
    message: 'Voorwaardelijke toegang van uw organisatie blokkeert de aanmelding.',
    remedy:
      'Een beheerder van uw organisatie laat het account toe in het beleid. Open daarna de koppeling van de uitnodiging opnieuw.',
  },
  tenant_setup: {
    message: 'Uw organisatie is nog niet ingesteld voor deze toepassing.',
    remedy:
      'Een beheerder van uw organisatie keurt de toepassing goed: vraag de afzender om een koppeling daarvoor. Open deze koppeling daarna opnieuw.',
  },
  client_credential: {
    message: 'Microsoft aanvaardt de referentie van de toepassing niet.',
    remedy: `Het ligt niet aan uw account. Wie de toepassing beheert, vernieuwt de referentie. ${tellOperator}`,
  },
  client_request: {
    message: 'Microsoft aanvaardt niet hoe de toepassing het vraagt.',
    remedy: `Het ligt niet aan uw account. Wie de toepassing beheert, kijkt hoe zij geregistreerd is. ${tellOperator}`,
  },
  idp_unreachable: { message: 'Microsoft is vanaf hier niet te bereiken.', remedy: laterOrTell },
  idp_timeout: {
    message: 'Microsoft antwoordde niet op tijd.',
    remedy: 'Open de koppeling van de uitnodiging over een minuut opnieuw.',
  },
  idp_answer_lost: { message: 'Het antwoord van Microsoft ging onderweg verloren.', remedy: startOver },
  proxy_error: {
    message: 'Een proxy liet het verzoek aan Microsoft niet door.',
    remedy: `Wie de toepassing beheert, lost dat op. ${tellOperator}`,
  },
  idp_tls: {
    message: 'De verbinding met Microsoft is niet veilig; er is daarom niets verstuurd.',
    remedy: `Wie de toepassing beheert, lost dat op. ${tellOperator}`,
  },
  idp_protocol: {
    message: 'Wat antwoordde, was niet de aanmelding van Microsoft.',
    remedy: laterOrTell,
  },
  idp_redirect: {
    message: 'Het verzoek aan Microsoft werd doorgestuurd naar elders, en is niet gevolgd.',
    remedy: `Wie de toepassing beheert, lost dat op. ${tellOperator}`,
  },
  idp_too_large: {
    message: 'Het antwoord van Microsoft was te groot.',
    remedy: `Wie de toepassing beheert, lost dat op. ${tellOperator}`,
  },
  idp_bad_response: { message: 'Het antwoord van Microsoft was niet te lezen.', remedy: laterOrTell },
  idp_unavailable: {
    message: 'De aanmelding van Microsoft is even buiten bedrijf.',
    remedy: 'Open de koppeling van de uitnodiging over enkele minuten opnieuw.',
  },
  idp_throttled: {
    message: 'Microsoft vraagt ons het rustiger aan te doen.',
    remedy: 'Open de koppeling van de uitnodiging over enkele minuten opnieuw.',
  },
  idp_loop: {
    message: 'Microsoft zag te veel gelijke verzoeken.',
    remedy: 'Wacht een minuut en open daarna de koppeling van de uitnodiging opnieuw.',
  },
  idp_unknown_error: {
    message: 'Microsoft weigerde om een reden die hier niet bekend is.',
    remedy: laterOrTell,
  },
  discovery_rejected: {
    message: 'Wat Microsoft over zijn aanmelding publiceert, past niet bij wat hier is ingesteld.',
    remedy: `Wie de toepassing beheert, lost dat op. ${tellOperator}`,
  },
  key_mismatch: {
    message: 'Wat van uw aanmelding onthouden is, kan hier niet geopend worden.',
    remedy: `Wie de toepassing beheert, lost dat op. ${tellOperator}`,
  },
  secret_unreadable: {
    message: 'Wat van uw aanmelding onthouden is, kan niet geopend worden: het is veranderd.',
    remedy: `${startOver} Gebeurt het weer, laat het de afzender van de koppeling dan weten.`,
  },
  secret_deleted: {
    message: 'De plaats in de kluis voor deze toegang is verwijderd; er kon dus niets bewaard worden.',
    remedy: `Wie de toepassing beheert, herstelt haar. ${tellOperator}`,
  },
  secret_too_large: {
    message: 'Het vernieuwingstoken is groter dan de kluis aanneemt; er is dus niets bewaard.',
    remedy: `Wie de toepassing beheert, lost dat op. ${tellOperator}`,
  },
  vault_unavailable: {
    message: 'De kluis antwoordt niet; er kon dus niets bewaard worden.',
    remedy: laterOrTell,
  },
  vault_throttled: {
    message: 'De kluis vraagt ons het rustiger aan te doen; er kon dus niets bewaard worden.',
    remedy: 'Open de koppeling van de uitnodiging over enkele minuten opnieuw.',
  },
  vault_denied: {
    message: 'De kluis laat vanaf hier niemand toe; er kon dus niets bewaard worden.',
    remedy: `Wie de toepassing beheert, herstelt de toegang. ${tellOperator}`,
  },
  vault_bad_response: {
    message: 'Het antwoord van de kluis was niet te lezen; er kon dus niets bewaard worden.',
    remedy: laterOrTell,
  },
};
