import type { AccountTestWords } from './account-test-words.ts';

const again =
  'Logga in en gång till, i ett privat fönster, och klara det andra steget. Gör sedan testet igen.';

export const accountTestSv: AccountTestWords = {
  language: 'sv',
  title: 'Test av ditt konto',
  intro:
    'Någon som driver det här programmet vill veta om ditt konto loggar in med multifaktorautentisering (MFA). Partner Center nekar anrop utan MFA.',
  cloudNotBuiltIn: (cloud) => `Det här är inte Microsofts eget moln: du loggar in hos ”${cloud}”.`,
  application: 'Program',
  tenant: 'Klientorganisations-ID',
  account: 'Konto',
  accountId: 'Objekt-ID',
  signInAt: 'Du loggar in hos',
  expires: 'Länken fungerar till',
  howHeading: 'Så går det till',
  how: [
    'Du loggar in hos Microsoft som du brukar. Här begärs ingen MFA: om Microsoft gör det är det som testas.',
    'Microsoft kan fråga om programmet får använda Partner Center i ditt namn. För testet gör det ingenting med det.',
    'Nästa sida säger om inloggningen hade MFA.',
  ],
  keptHeading: 'Det här sparas',
  kept: [
    'En anteckning: vilket konto, när, hur det loggade in, och resultatet.',
    'Inget lösenord, ingen token och ingen åtkomst: programmet kan efteråt inte göra något i ditt namn som det inte kunde förut.',
  ],
  button: 'Logga in och testa',
  results: {
    pass: { mark: 'Godkänt', title: 'Ditt konto loggade in med MFA' },
    fail: { mark: 'Inte godkänt', title: 'Ditt konto loggade in utan MFA som Microsoft kan se' },
    probably: { mark: 'Inte säkert', title: 'Partner Center godtar kanske inte inloggningen som MFA' },
  },
  reasons: {
    mfa: { explanation: 'Inloggningen hade MFA.', remedy: 'Ingenting behöver göras.' },
    hello_provisioning_only: {
      explanation: 'Inloggningen hade bara ngcmfa: MFA för att ställa in Windows Hello.',
      remedy: again,
    },
    mfa_in_another_form: {
      explanation: 'Token anger MFA i en form som Partner Center kanske inte godtar.',
      remedy: again,
    },
    token_unreadable: {
      explanation: 'Åtkomsttoken går inte att läsa, så ingen kan säga något.',
      remedy: 'Begär en token för Partner Center (user_impersonation) och testa den.',
    },
    no_amr: {
      explanation: 'Åtkomsttoken saknar amr-anspråk: den säger inte hur kontot loggade in.',
      remedy:
        'Logga in som användare i partnerns egen klientorganisation; ett program ensamt har ingen amr. Gör sedan testet igen.',
    },
    federation_without_claim: {
      explanation: 'Kontot loggade in hos en identitetsprovider som inte meddelade Entra någon MFA.',
      remedy:
        'Låt providern efter MFA skicka http://schemas.microsoft.com/claims/authnmethodsreferences med http://schemas.microsoft.com/claims/multipleauthn.',
    },
    custom_control: {
      explanation:
        'Kontot gjorde ingen MFA som Entra känner till, och en princip har en anpassad kontroll, som aldrig ger mfa i amr.',
      remedy: 'Byt ut den anpassade kontrollen mot en extern autentiseringsmetod, och kräv MFA i principen.',
    },
    third_party_or_none: {
      explanation: 'Kontot loggade in utan MFA, eller med en produkt som inte meddelar Entra något.',
      remedy:
        'Kräv MFA av kontot med säkerhetsstandarder eller villkorsstyrd åtkomst, registrera ett andra steg på https://aka.ms/mfasetup och gör testet igen.',
    },
  },
  whatToDo: 'Vad du ska göra',
  methods: 'Så loggade det in (amr)',
  noMethods: 'token säger det inte',
  when: 'När',
  done: 'Du kan stänga den här sidan. Länken fungerar inte en andra gång.',
};
