import { aadstsSv } from './aadsts-sv.ts';
import { errorsSv } from './errors-sv.ts';
import type { Words } from './words.ts';

const testAgain =
  'Logga in en gång till, i ett privat fönster, och klara det andra steget. Gör sedan testet igen.';

/** Swedish. */
export const sv: Words = {
  language: 'sv',
  languages: 'Språk',
  invitation: {
    connectTitle: (application) => `Anslut ${application}`,
    approveTitle: (application) => `Godkänn ${application}`,
    connectIntro: (application, partner) =>
      `${application} ber att få arbeta med Partner Center och dina kunders klientorganisationer hos Microsoft, i namn av ett tjänstkonto hos ${partner}.`,
    approveIntro: (application, partner) =>
      `${application} ber en administratör hos ${partner} om godkännande. Sedan kan ett tjänstkonto ansluta det.`,
    whoAsksHeading: 'Vem som frågar',
    application: 'Program',
    applicationId: 'Program-ID',
    organisation: 'Organisation',
    tenant: 'Klientorganisations-ID',
    account: 'Konto',
    signInAt: 'Du loggar in hos',
    expires: 'Länken fungerar till',
    permissionsHeading: 'Det här tillåter du',
    connectAlso: [
      'Få token för dina kunders klientorganisationer, så långt er relation och deras medgivande räcker',
    ],
    approvePermissions: ['Konton i din organisation får ansluta programmet till Partner Center.'],
    reseller: {
      connectIntro: (application, partner) =>
        `${application} ber att få läsa hur det står till med multifaktorautentisering hos ${partner}, i namn av ett av era konton. Det ber inte om något annat.`,
      approveIntro: (application, partner) =>
        `${application} ber en administratör hos ${partner} godkänna att det läser hur det står till med multifaktorautentisering där. Sedan kan ett konto ansluta det.`,
      permissionsIntro: 'Läsa i Microsoft Graph, och bara i er egen organisation:',
      notAsked:
        'Inget kan ändras med det. Det når varken Partner Center eller dina kunders klientorganisationer.',
      until: 'Det fortsätter utan dig tills du tar tillbaka det.',
      connectWho:
        'Använd ett konto med rollen Global läsare, som får läsa allt detta och inte ändra något. Använd inte en global administratör.',
      approveWho:
        'Använd ett konto som får godkänna de här behörigheterna, till exempel en molnprogramadministratör.',
      mfa: 'Microsoft kräver multifaktorautentisering av alla konton hos en partner. En inloggning utan den nekas här.',
    },
    keptHeading: 'Det här sparas, och var',
    keptIn: {
      database:
        'En uppdateringstoken, krypterad i databasen hos den som driver programmet. Nyckeln finns på en annan plats.',
      'key-vault': 'En uppdateringstoken, i ett Azure Key Vault hos den som driver programmet.',
    },
    connectKept: [
      'Uppdateringstoken hör till programmet och går inte att använda utan dess autentiseringsuppgift.',
      'Vem som gav medgivande, när, och hur inloggningen var skyddad.',
    ],
    approveKept: ['Att programmet godkändes, och när. Ingen token.'],
    mfaHeading: 'Ha ditt andra steg till hands',
    mfa: 'Microsoft nekar Partner Center för konton som loggar in utan multifaktorautentisering (MFA). Därför nekas en inloggning utan den även här.',
    whoHeading: 'Vilket konto du använder',
    connectWho:
      'Använd ett tjänstkonto med rollen Admin Agent (för enbart handel räcker Sales Agent). Använd inte en global administratör: programmet får kontots rättigheter.',
    approveWho: 'Använd ett konto som får godkänna program, till exempel en molnprogramadministratör.',
    takeBackHeading: 'Så tar du tillbaka det',
    takeBackByLink: 'När du har anslutit ger sista sidan dig en länk som tar tillbaka det när du vill.',
    takeBack:
      'När du vill kan du ta bort programmet under Företagsprogram i administrationscentret för Microsoft Entra och återkalla kontots sessioner.',
    connectButton: 'Logga in och anslut',
    approveButton: 'Logga in och godkänn',
    cloudNotBuiltIn: (cloud) => `Det här är inte Microsofts eget moln: du loggar in hos ”${cloud}”.`,
  },
  permissions: {
    'partner-center user_impersonation':
      'Använda Partner Center med rättigheterna hos kontot du loggar in med',
    openid: 'Veta att du loggade in',
    profile: 'Känna till ditt namn och användarnamn',
    offline_access: 'Fortsätta utan dig, tills du tar tillbaka det',
    'arm user_impersonation': 'Hantera Azure med kontots rättigheter',
    'AdvancedHunting.Read': 'Söka i det som Defender har loggat',
    'AdvancedHunting.Read.All': 'Söka i det som Defender har loggat',
    'Alert.Read.All': 'Läsa alla aviseringar',
    'Application.Read.All': 'Läsa program och deras registreringar',
    'Application.ReadWrite.All': 'Skapa, ändra och ta bort program',
    'AppRoleAssignment.ReadWrite.All': 'Ge program behörigheter, och ta bort dem',
    'AuditLog.Read.All': 'Läsa inloggningsloggar, och rapporten över registrerade metoder',
    'DelegatedAdminRelationship.Read.All':
      'Läsa vilka partner som får administrera kunder, och med vilka roller (GDAP)',
    'DelegatedAdminRelationship.ReadWrite.All':
      'Ställa in och ändra hur partner får administrera kunder, och med vilka roller (GDAP)',
    'DelegatedPermissionGrant.ReadWrite.All': 'Ge program behörigheter i kontons namn, och ta bort dem',
    'Device.Read.All': 'Läsa alla enheter',
    'Device.ReadWrite.All': 'Läsa, ändra och ta bort alla enheter',
    'Directory.Read.All': 'Läsa konton, grupper, katalogroller och licenser',
    'Directory.ReadWrite.All': 'Läsa och ändra konton, grupper och katalogen',
    'Domain.Read.All': 'Läsa domäner, och hur de är federerade',
    'Group.Read.All': 'Läsa alla grupper, och det som finns i dem',
    'Group.ReadWrite.All': 'Läsa och ändra alla grupper, och det som finns i dem',
    'GroupMember.Read.All': 'Läsa vem som är med i vilken grupp',
    'Incident.Read': 'Läsa säkerhetsincidenter',
    'Incident.Read.All': 'Läsa alla säkerhetsincidenter',
    'Incident.ReadWrite': 'Läsa och ändra säkerhetsincidenter',
    'Incident.ReadWrite.All': 'Läsa och ändra alla säkerhetsincidenter',
    'Mail.Read': 'Läsa e-post',
    'Mail.Send': 'Skicka e-post',
    'Organization.Read.All': 'Läsa organisationens uppgifter',
    'PartnerSecurity.Read.All': 'Läsa partnerns säkerhetspoäng och säkerhetsaviseringar',
    'Policy.Read.All': 'Läsa säkerhetsstandarder och principer för villkorsstyrd åtkomst',
    'Policy.Read.ConditionalAccess': 'Läsa principer för villkorsstyrd åtkomst',
    'Reports.Read.All': 'Läsa användningsrapporter',
    'RoleManagement.Read.Directory': 'Läsa vem som har vilken katalogroll',
    'SecurityAlert.Read.All': 'Läsa alla säkerhetsaviseringar',
    'SecurityEvents.Read.All': 'Läsa säkerhetshändelser',
    'SecurityIncident.Read.All': 'Läsa alla säkerhetsincidenter',
    'ThreatHunting.Read.All': 'Söka i det som Defender har loggat',
    'User.Read': 'Veta vem du är: din egen profil',
    'User.Read.All': 'Läsa alla kontons fullständiga profiler',
    'User.ReadBasic.All': 'Läsa alla kontons namn och adresser',
    'User.ReadWrite.All': 'Läsa, ändra och ta bort alla konton',
    'UserAuthenticationMethod.Read.All': 'Läsa vilka autentiseringsmetoder varje konto har registrerat',
  },
  continuing: {
    title: 'Ett ögonblick',
    intro: (host) => `Du loggar in hos ${host}. Webbläsaren går dit av sig själv.`,
    link: 'Fortsätt om den inte gör det',
  },
  connected: {
    title: 'Ansluten',
    mark: 'Ansluten',
    intro: (application, partner) => `${application} kan nu arbeta för ${partner}.`,
    evidenceHeading: 'Det här bevisades',
    account: 'Konto',
    organisation: 'Organisation',
    tenant: 'Klientorganisations-ID',
    mfa: 'Multifaktorautentisering',
    mfaConfirmed: (methods) => (methods === '' ? 'Bekräftad' : `Bekräftad (${methods})`),
    mfaOverridden: 'Gick inte att avgöra; godtogs av den som driver programmet',
    when: 'När',
    grant: 'Medgivande',
    storedHeading: 'Det här sparades, och var',
    storedIn: {
      database: 'Uppdateringstoken, krypterad i databasen hos den som driver programmet.',
      'key-vault': 'Uppdateringstoken, i ett Azure Key Vault hos den som driver programmet.',
    },
    stored: ['Uppgifterna på den här sidan.'],
    notStoredHeading: 'Det här sparades inte',
    notStored: [
      'Ditt lösenord och din engångskod: de kom aldrig hit.',
      'Auktoriseringskoden, identitetsbeviset och åtkomsttoken: de användes en gång och kastades.',
    ],
    done: 'Du kan stänga den här sidan. Länken fungerar inte en andra gång.',
    globalAdministratorHeading: 'Kontot är global administratör',
    globalAdministrator:
      'Programmet har nu rättigheterna hos ett konto som får göra allt i din organisation. Microsoft avråder från det. Låt ett tjänstkonto ansluta som bara har de roller som behövs, och ta sedan tillbaka den här åtkomsten.',
  },
  withdrawal: {
    keepLink:
      'Spara länken. Den som har den kan ta tillbaka åtkomsten när som helst, och kan inte göra något annat med den.',
    title: (application) => `Ta tillbaka åtkomsten för ${application}`,
    intro: (application) =>
      `Med knappen avslutar du det som du tillät: ${application} får inga fler token i ditt namn.`,
    introRevoked: (application) =>
      `${application} får redan inga fler token i ditt namn. Med knappen låter du även ta ut uppdateringstoken ur valvet.`,
    whatHappensHeading: 'Det här händer',
    whatHappens: [
      'Från och med då lämnas ingenting ut, på någon dator.',
      'Uppdateringstoken tas ut ur valvet. Nästa sida säger vad som är kvar av den.',
      'För att tillåta det igen behöver du en ny inbjudan.',
    ],
    button: 'Ta tillbaka',
    doneTitle: 'Åtkomsten är återkallad',
    done: (application) => `${application} får inga fler token i ditt namn.`,
    doneOfThis: 'Det som länken gäller är återkallat.',
    secretHeading: 'Vad som är borta, och vad som inte är det',
    tokensUntil: (until) =>
      `Åtkomsttoken som lämnades ut tidigare gäller som längst till ${until}. Ingen kan ta tillbaka dem.`,
    tokensUnknown: 'Andra åtkomsttoken kan gälla, i högst 28 timmar.',
    another:
      'Sedan dess har samma konto tillåtit det igen. Det avslutas inte av detta: använd länken som sista sidan visade då.',
    destroyed:
      'Uppdateringstoken är förstörd. I tidigare säkerhetskopior finns den förseglad; återställs en sådan tas den ut igen.',
    recoverable: (until) =>
      `Uppdateringstoken är borttagen och inaktiverad. En administratör för valvet kan återställa den, inaktiverad, till ${until}.`,
    disabled:
      'Uppdateringstoken är inaktiverad. Den ligger kvar i valvet, och en administratör för valvet kan aktivera den igen.',
    unfinished:
      'Uppdateringstoken kunde inte tas ut ur valvet nu. Inget använder den längre. Be den som driver programmet att rensa den.',
    yoursHeading: 'Det här kan bara du göra, hos Microsoft',
    sessions:
      'Microsoft avslutar inte uppdateringstoken som det har gett ut. Återkalla kontots sessioner: det loggar ut kontot överallt och avslutar dem alla.',
    sessionsLink: 'Så återkallar du sessioner',
    consent:
      'Själva medgivandet finns kvar i din klientorganisation tills en administratör tar bort programmet där.',
    consentLink: 'Så tar du bort ett program',
  },
  approved: {
    title: 'Godkänt',
    mark: 'Godkänt',
    intro: (application, partner) => `${application} är godkänt hos ${partner}.`,
    notStored: 'Ingen token sparades.',
    next: 'Nu öppnar tjänstkontot sin egen länk och ansluter.',
  },
  returned: {
    title: 'Tack',
    mark: 'Tillbaka från Microsoft',
    intro: (application) => `Microsoft säger att ${application} godkändes.`,
    next: 'Inget sparades här, och du behöver inte göra något mer. Om det lyckades visar sig när programmet nästa gång behöver din klientorganisation. Du kan stänga den här sidan.',
  },
  customer: {
    title: (application) => `Tillåt ${application} i din organisation`,
    intro: (application, partner, customer) =>
      `${partner} arbetar för ${customer} med ${application}, och ber en administratör tillåta det för hela organisationen.`,
    yourOrganisation: 'din organisation',
    whoeverSignsIn: 'Den vars administratör loggar in',
    usedBy: 'Används av',
    usedByTenant: 'Deras klientorganisations-ID',
    organisation: 'För',
    permissionsIntro:
      'Tills du tar tillbaka det får programmet använda de här behörigheterna i din organisation:',
    apis: {
      'partner-center': 'Partner Center',
      graph: 'Microsoft Graph',
      arm: 'Azure Resource Manager',
      defender: 'Microsoft Defender XDR',
    },
    byItself: (api) => `${api}, på egen hand, utan att någon är inloggad`,
    byAccount: (api) => `${api}, i namn av ett konto`,
    microsoftCounts:
      'Microsofts sida visar allt som programmet är registrerat för. Det som står där gäller: är det mer än detta, säg nej och fråga först.',
    nextHeading: 'Det här händer sedan',
    steps: [
      'Du loggar in hos Microsoft och ser där vad som begärs.',
      'När du kommer tillbaka bevisar vi med en token om ditt medgivande gäller. Det kan ta några minuter; du behöver inte vänta.',
    ],
    stepsUnknown: [
      'Du loggar in hos Microsoft, så att vi vet vilken organisation det är. Microsoft kan fråga om programmet får veta vem du är.',
      'Microsoft visar vad som begärs i hela organisationen.',
      'När du kommer tillbaka bevisar vi med en token om ditt medgivande gäller. Det kan ta några minuter; du behöver inte vänta.',
    ],
    who: 'Använd en global administratör eller en privilegierad rolladministratör. Om programmet inte begär något på egen hand av Microsoft Graph får även en molnprogramadministratör ge medgivande.',
    mfa: 'Microsoft kräver multifaktorautentisering (MFA) av administratörer, så att ingen ger medgivande med ett stulet lösenord.',
    kept: [
      'Att din organisation gav medgivande, när, och vilka behörigheter programmet har i den.',
      'Inget om kontot du loggar in med.',
    ],
    keptUnknown: [
      'Att din organisation gav medgivande, när, och vilka behörigheter programmet har i den.',
      'ID för kontot du loggar in med, och för dess organisation. Inget lösenord, och ingen token från dig.',
    ],
    takeBack:
      'När du vill kan du ta bort programmet under Företagsprogram i administrationscentret för Microsoft Entra.',
    button: 'Logga in och bestäm',
    provedTitle: 'Tillåtet',
    proved: (application, partner) => `${partner} kan nu arbeta med ${application} i din organisation.`,
    provedHeading: 'Det här bevisades av en token',
    provedDone: 'Du behöver inte göra något mer. Länken fungerar inte en andra gång.',
    waitingTitle: 'Inte bekräftat ännu',
    waiting: (application) => `Microsoft säger att du tillät ${application}, men allt gäller inte ännu.`,
    waitingDone:
      'Det är vanligt under några minuter. Vi tittar igen under en timme, och du behöver inte göra något mer. Om du inte såg någon sida som ber om medgivande, öppna länken igen.',
    missingHeading: 'Det här har ingen token visat ännu',
  },
  accountTest: {
    title: 'Test av ditt konto',
    intro:
      'Någon som driver det här programmet vill veta om ditt konto loggar in med multifaktorautentisering (MFA). Partner Center nekar anrop utan MFA.',
    accountId: 'Objekt-ID',
    howHeading: 'Så går det till',
    how: [
      'Du loggar in hos Microsoft som du brukar. Här begärs ingen MFA: om Microsoft gör det är det som testas.',
      'Microsoft kan fråga om programmet får använda Partner Center i ditt namn. För testet gör det ingenting med det.',
      'Nästa sida säger om inloggningen hade MFA.',
    ],
    permissionsHeading: 'Det här kan Microsoft be dig tillåta',
    kept: [
      'En anteckning: vilket konto, när, hur det loggade in, och resultatet.',
      'Inget lösenord, ingen token och ingen åtkomst: programmet kan efteråt inte göra något i ditt namn som det inte kunde förut.',
    ],
    takeBack:
      'Ingen åtkomst ges, så det finns ingen att ta tillbaka. Om Microsoft bad dig om medgivande kan en administratör ta bort programmet i administrationscentret för Microsoft Entra.',
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
        remedy: testAgain,
      },
      mfa_in_another_form: {
        explanation: 'Token anger MFA i en form som Partner Center kanske inte godtar.',
        remedy: testAgain,
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
        remedy:
          'Byt ut den anpassade kontrollen mot en extern autentiseringsmetod, och kräv MFA i principen.',
      },
      third_party_or_none: {
        explanation: 'Kontot loggade in utan MFA, eller med en produkt som inte meddelar Entra något.',
        remedy:
          'Kräv MFA av kontot med säkerhetsstandarder eller villkorsstyrd åtkomst, registrera ett andra steg på https://aka.ms/mfasetup och gör testet igen.',
      },
    },
    evidenceHeading: 'Det här syntes',
    methods: 'Så loggade det in (amr)',
    noMethods: 'token säger det inte',
    done: 'Du kan stänga den här sidan. Länken fungerar inte en andra gång.',
  },
  refused: {
    title: 'Det här gick inte',
    mark: 'Gick inte',
    nothingStored: 'Det här försöket sparade ingenting. Det som togs emot kastades.',
    whatToDo: 'Vad du ska göra',
    whoActs: 'Vem som ska agera',
    who: {
      you: 'Du',
      sender: 'Den som skickade länken',
      operator: 'Den som driver programmet',
      administrator: 'En administratör i din organisation',
      nobody: 'Ingen',
    },
    microsoftSays: 'Det här säger Microsoft',
    lookUp: (number) => `${number} hos Microsoft`,
    waitFor: (duration) => `Vänta minst ${duration}.`,
    tellHeading: 'Om du ber om hjälp, uppge detta',
    code: 'Kod',
    requestId: 'Begäran',
    number: 'Microsofts nummer',
    correlationId: 'Microsofts korrelations-ID',
    reason: 'Orsak',
    customerProblems: {
      no_organisation: 'Du loggade in med ett personligt konto. Det hör inte till någon organisation.',
      partner: 'Du loggade in i en organisation som själv är partner här.',
      excluded: 'Den som driver programmet har uteslutit organisationen.',
      not_allowed: 'Länken gäller andra organisationer än den här.',
    },
    codes: errorsSv,
    aadsts: aadstsSv,
    aadstsRemedies: {
      enrol:
        'Registrera ett andra steg för kontot på https://aka.ms/mfasetup och öppna sedan länken i inbjudan igen.',
      challenge:
        'Öppna länken i inbjudan igen, i ett privat fönster, och klara det andra steget i inloggningen.',
      frequency:
        'En administratör i din organisation undantar kontot från inloggningsfrekvensen i villkorsstyrd åtkomst. Öppna sedan länken i inbjudan igen.',
      account:
        'En administratör i din organisation får ordning på kontot. Öppna sedan länken i inbjudan igen.',
      mfaProvider:
        'En administratör rättar den externa MFA-providern, som måste skicka de anspråk som krävs.',
      device:
        'Öppna länken i inbjudan på en enhet som din organisation hanterar, eller låt en administratör undanta kontot från principen.',
      policy:
        'En administratör i din organisation undantar kontot från principen, eller tillåter programmets adress i den. Öppna sedan länken i inbjudan igen.',
      risk: 'Säkerhetsteamet i din organisation granskar kontot och principen. Öppna sedan länken i inbjudan igen.',
      approve:
        'En administratör i din organisation godkänner programmet: be avsändaren om en länk för det. Öppna sedan den här länken igen.',
      service:
        'En administratör i din organisation kontrollerar att den har en prenumeration på tjänsten. Har den det, berätta det för den som skickade länken.',
      disabled:
        'En administratör i din organisation aktiverar programmet under Företagsprogram. Öppna sedan länken i inbjudan igen.',
      assignment:
        'En administratör i din organisation tilldelar kontot till programmet. Öppna sedan länken i inbjudan igen.',
      foreignAccount:
        'Öppna länken i ett privat fönster och logga in med ett konto i den inbjudna organisationen, inte med en gäst.',
      partnerPolicy:
        'En administratör i den här organisationen undantar tjänstleverantörers användare från principen för villkorsstyrd åtkomst.',
      restrictions:
        'Administratörer i båda organisationerna ser över inställningarna för åtkomst mellan klientorganisationer och klientbegränsningarna.',
      tenant:
        'Berätta för den som skickade länken: organisationen som den nämner finns inte, eller finns i ett annat moln.',
      otherCloud: 'Berätta för den som skickade länken: din organisation hör till ett annat nationellt moln.',
    },
  },
};
