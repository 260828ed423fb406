import type { AccountTestWords } from './account-test-words.ts';

const again =
  'Meld u nog eens aan, in een privévenster, en voer de tweede stap uit. Doe de test daarna opnieuw.';

export const accountTestNl: AccountTestWords = {
  language: 'nl',
  title: 'Test van uw account',
  intro:
    'Iemand die deze toepassing beheert, wil weten of uw account zich aanmeldt met meervoudige verificatie (MFA). Partner Center weigert aanroepen zonder MFA.',
  cloudNotBuiltIn: (cloud) => `Dit is niet de cloud van Microsoft zelf: u meldt zich aan bij “${cloud}”.`,
  application: 'Toepassing',
  tenant: 'Tenant-id',
  account: 'Account',
  accountId: 'Object-id',
  signInAt: 'U meldt zich aan bij',
  expires: 'De koppeling werkt tot',
  howHeading: 'Hoe het gaat',
  how: [
    'U meldt zich bij Microsoft aan zoals altijd. Hier wordt niet om MFA gevraagd: of Microsoft dat doet, is wat getest wordt.',
    'Microsoft kan vragen of de toepassing Partner Center namens u mag gebruiken. Voor de test doet zij daar niets mee.',
    'De volgende pagina zegt of de aanmelding met MFA was.',
  ],
  keptHeading: 'Wat bewaard wordt',
  kept: [
    'Een aantekening: welk account, wanneer, hoe het zich aanmeldde, en de uitslag.',
    'Geen wachtwoord, geen token en geen toegang: de toepassing kan daarna niets namens u wat zij eerder niet kon.',
  ],
  button: 'Aanmelden en testen',
  results: {
    pass: { mark: 'Geslaagd', title: 'Uw account meldde zich aan met MFA' },
    fail: { mark: 'Niet geslaagd', title: 'Uw account meldde zich aan zonder MFA die Microsoft kan zien' },
    probably: { mark: 'Niet zeker', title: 'Partner Center neemt deze aanmelding misschien niet voor MFA' },
  },
  reasons: {
    mfa: { explanation: 'De aanmelding was met MFA.', remedy: 'Er hoeft niets te gebeuren.' },
    hello_provisioning_only: {
      explanation: 'De aanmelding had alleen ngcmfa: MFA voor het instellen van Windows Hello.',
      remedy: again,
    },
    mfa_in_another_form: {
      explanation: 'Het token noemt MFA in een vorm die Partner Center er misschien niet voor neemt.',
      remedy: again,
    },
    token_unreadable: {
      explanation: 'Het toegangstoken is niet te lezen; niemand kan dus iets zeggen.',
      remedy: 'Vraag een token voor Partner Center (user_impersonation) en test dat.',
    },
    no_amr: {
      explanation: 'Het toegangstoken heeft geen amr-claim: het zegt niet hoe het account zich aanmeldde.',
      remedy:
        'Meld u aan als gebruiker van de eigen tenant van de partner; een toepassing alleen heeft geen amr. Doe de test daarna opnieuw.',
    },
    federation_without_claim: {
      explanation: 'Het account meldde zich aan bij een identiteitsprovider die Entra geen MFA meldde.',
      remedy:
        'Laat de provider na MFA http://schemas.microsoft.com/claims/authnmethodsreferences sturen met http://schemas.microsoft.com/claims/multipleauthn.',
    },
    custom_control: {
      explanation:
        'Het account deed geen MFA waarvan Entra weet, en een beleid heeft een aangepast besturingselement; dat geeft nooit mfa in amr.',
      remedy:
        'Vervang het aangepaste besturingselement door een externe verificatiemethode, en eis MFA in het beleid.',
    },
    third_party_or_none: {
      explanation:
        'Het account meldde zich aan zonder MFA, of met die van een product dat Entra niets meldt.',
      remedy:
        'Eis MFA van het account met de standaardinstellingen voor beveiliging of voorwaardelijke toegang, registreer een tweede stap op https://aka.ms/mfasetup en doe de test opnieuw.',
    },
  },
  whatToDo: 'Wat te doen',
  methods: 'Hoe het zich aanmeldde (amr)',
  noMethods: 'het token zegt het niet',
  when: 'Wanneer',
  done: 'U kunt deze pagina sluiten. De koppeling werkt geen tweede keer.',
};
