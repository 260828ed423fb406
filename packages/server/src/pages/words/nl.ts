import { aadstsNl } from './aadsts-nl.ts';
import { errorsNl } from './errors-nl.ts';
import type { Words } from './words.ts';

const testAgain =
  'Meld u nog eens aan, in een privévenster, en voer de tweede stap uit. Doe de test daarna opnieuw.';

/** Dutch. */
export const nl: Words = {
  language: 'nl',
  languages: 'Taal',
  invitation: {
    connectTitle: (application) => `${application} verbinden`,
    approveTitle: (application) => `${application} goedkeuren`,
    connectIntro: (application, partner) =>
      `${application} vraagt om te mogen werken met Partner Center en de Microsoft-tenants van uw klanten, namens een serviceaccount van ${partner}.`,
    approveIntro: (application, partner) =>
      `${application} vraagt een beheerder van ${partner} om goedkeuring. Daarna kan een serviceaccount de verbinding maken.`,
    whoAsksHeading: 'Wie het vraagt',
    application: 'Toepassing',
    applicationId: 'Toepassings-id',
    organisation: 'Organisatie',
    tenant: 'Tenant-id',
    account: 'Account',
    signInAt: 'U meldt zich aan bij',
    expires: 'De koppeling werkt tot',
    permissionsHeading: 'Wat u toestaat',
    connectAlso: [
      'Tokens krijgen voor de tenants van uw klanten, voor zover uw relatie met hen en hun toestemming dat toelaten',
    ],
    approvePermissions: ['Accounts van uw organisatie mogen deze toepassing met Partner Center verbinden.'],
    reseller: {
      connectIntro: (application, partner) =>
        `${application} vraagt om te mogen lezen hoe meervoudige verificatie ervoor staat bij ${partner}, namens een account van u. Om iets anders vraagt zij niet.`,
      approveIntro: (application, partner) =>
        `${application} vraagt een beheerder van ${partner} om goed te keuren dat zij daar leest hoe meervoudige verificatie ervoor staat. Daarna kan een account de verbinding maken.`,
      permissionsIntro: 'Lezen bij Microsoft Graph, en alleen in uw eigen organisatie:',
      notAsked:
        'Er kan niets mee veranderd worden. Partner Center en de tenants van uw klanten zijn er niet mee te bereiken.',
      until: 'Het gaat door zonder u, tot u het intrekt.',
      connectWho:
        'Gebruik een account met de rol Globale lezer: die mag dit alles lezen en niets veranderen. Gebruik geen globale beheerder.',
      approveWho:
        'Gebruik een account dat deze machtigingen mag goedkeuren, zoals een cloudtoepassingsbeheerder.',
      mfa: 'Microsoft eist meervoudige verificatie van elk account van een partner. Een aanmelding zonder wordt hier geweigerd.',
    },
    keptHeading: 'Wat bewaard wordt, en waar',
    keptIn: {
      database:
        'Eén vernieuwingstoken, versleuteld in de database van wie de toepassing beheert. De sleutel ligt elders.',
      'key-vault': 'Eén vernieuwingstoken, in een Azure Key Vault van wie de toepassing beheert.',
    },
    connectKept: [
      'Het vernieuwingstoken hoort bij deze toepassing en is zonder haar referentie niet te gebruiken.',
      'Wie toestemming gaf, wanneer, en hoe de aanmelding beveiligd was.',
    ],
    approveKept: ['Dat de toepassing is goedgekeurd, en wanneer. Geen token.'],
    mfaHeading: 'Houd uw tweede stap bij de hand',
    mfa: 'Microsoft weigert Partner Center aan accounts die zich zonder meervoudige verificatie (MFA) aanmelden. Een aanmelding zonder wordt daarom ook hier geweigerd.',
    whoHeading: 'Welk account u gebruikt',
    connectWho:
      'Gebruik een serviceaccount met de rol Admin Agent (voor handel alleen is Sales Agent genoeg). Gebruik geen globale beheerder: de toepassing krijgt de rechten van het account.',
    approveWho: 'Gebruik een account dat toepassingen mag goedkeuren, zoals een cloudtoepassingsbeheerder.',
    takeBackHeading: 'Hoe u het intrekt',
    takeBackByLink:
      'Hebt u verbinding gemaakt, dan geeft de laatste pagina u een koppeling waarmee u dat altijd kunt intrekken.',
    takeBack:
      'U kunt altijd de toepassing verwijderen onder Bedrijfstoepassingen in het Microsoft Entra-beheercentrum, en de sessies van het account intrekken.',
    connectButton: 'Aanmelden en verbinden',
    approveButton: 'Aanmelden en goedkeuren',
    cloudNotBuiltIn: (cloud) => `Dit is niet de cloud van Microsoft zelf: u meldt zich aan bij “${cloud}”.`,
  },
  permissions: {
    'partner-center user_impersonation':
      'Partner Center gebruiken met de rechten van het account waarmee u zich aanmeldt',
    openid: 'Weten dat u zich aanmeldde',
    profile: 'Uw naam en gebruikersnaam kennen',
    offline_access: 'Doorgaan zonder u, tot u het intrekt',
    'arm user_impersonation': 'Azure beheren met de rechten van het account',
    'AdvancedHunting.Read': 'Zoeken in wat Defender heeft vastgelegd',
    'AdvancedHunting.Read.All': 'Zoeken in wat Defender heeft vastgelegd',
    'Alert.Read.All': 'Alle waarschuwingen lezen',
    'Application.Read.All': 'Toepassingen en hun registraties lezen',
    'Application.ReadWrite.All': 'Toepassingen maken, wijzigen en verwijderen',
    'AppRoleAssignment.ReadWrite.All': 'Toepassingen machtigingen geven en afnemen',
    'AuditLog.Read.All': 'Aanmeldingslogboeken lezen, en het rapport van geregistreerde methoden',
    'DelegatedAdminRelationship.Read.All':
      'Lezen welke partners klanten mogen beheren, en met welke rollen (GDAP)',
    'DelegatedAdminRelationship.ReadWrite.All':
      'Instellen en wijzigen hoe partners klanten mogen beheren, en met welke rollen (GDAP)',
    'DelegatedPermissionGrant.ReadWrite.All': 'Toepassingen machtigingen geven namens accounts, en afnemen',
    'Device.Read.All': 'Alle apparaten lezen',
    'Device.ReadWrite.All': 'Alle apparaten lezen, wijzigen en verwijderen',
    'Directory.Read.All': 'Accounts, groepen, directoryrollen en licenties lezen',
    'Directory.ReadWrite.All': 'Accounts, groepen en de directory lezen en wijzigen',
    'Domain.Read.All': 'Domeinen lezen, en hoe ze gefedereerd zijn',
    'Group.Read.All': 'Alle groepen lezen, en wat erin staat',
    'Group.ReadWrite.All': 'Alle groepen lezen en wijzigen, en wat erin staat',
    'GroupMember.Read.All': 'Lezen wie in welke groep zit',
    'Incident.Read': 'Beveiligingsincidenten lezen',
    'Incident.Read.All': 'Alle beveiligingsincidenten lezen',
    'Incident.ReadWrite': 'Beveiligingsincidenten lezen en wijzigen',
    'Incident.ReadWrite.All': 'Alle beveiligingsincidenten lezen en wijzigen',
    'Mail.Read': 'E-mail lezen',
    'Mail.Send': 'E-mail versturen',
    'Organization.Read.All': 'De gegevens van de organisatie lezen',
    'PartnerSecurity.Read.All': 'De beveiligingsscore en beveiligingswaarschuwingen van de partner lezen',
    'Policy.Read.All': 'Standaardinstellingen voor beveiliging en beleid voor voorwaardelijke toegang lezen',
    'Policy.Read.ConditionalAccess': 'Beleid voor voorwaardelijke toegang lezen',
    'Reports.Read.All': 'Gebruiksrapporten lezen',
    'RoleManagement.Read.Directory': 'Lezen wie welke directoryrol heeft',
    'SecurityAlert.Read.All': 'Alle beveiligingswaarschuwingen lezen',
    'SecurityEvents.Read.All': 'Beveiligingsgebeurtenissen lezen',
    'SecurityIncident.Read.All': 'Alle beveiligingsincidenten lezen',
    'ThreatHunting.Read.All': 'Zoeken in wat Defender heeft vastgelegd',
    'User.Read': 'Weten wie u bent: uw eigen profiel',
    'User.Read.All': 'De volledige profielen van alle accounts lezen',
    'User.ReadBasic.All': 'De namen en adressen van alle accounts lezen',
    'User.ReadWrite.All': 'Alle accounts lezen, wijzigen en verwijderen',
    'UserAuthenticationMethod.Read.All': 'Lezen welke verificatiemethoden elk account heeft geregistreerd',
  },
  continuing: {
    title: 'Een ogenblik',
    intro: (host) => `U meldt zich aan bij ${host}. Uw browser gaat er vanzelf heen.`,
    link: 'Ga door als dat niet gebeurt',
  },
  connected: {
    title: 'Verbonden',
    mark: 'Verbonden',
    intro: (application, partner) => `${application} kan nu werken voor ${partner}.`,
    evidenceHeading: 'Wat bewezen is',
    account: 'Account',
    organisation: 'Organisatie',
    tenant: 'Tenant-id',
    mfa: 'Meervoudige verificatie',
    mfaConfirmed: (methods) => (methods === '' ? 'Bevestigd' : `Bevestigd (${methods})`),
    mfaOverridden: 'Niet vast te stellen; aanvaard door wie de toepassing beheert',
    when: 'Wanneer',
    grant: 'Toestemming',
    storedHeading: 'Wat bewaard is, en waar',
    storedIn: {
      database: 'Het vernieuwingstoken, versleuteld in de database van wie de toepassing beheert.',
      'key-vault': 'Het vernieuwingstoken, in een Azure Key Vault van wie de toepassing beheert.',
    },
    stored: ['De gegevens op deze pagina.'],
    notStoredHeading: 'Wat niet bewaard is',
    notStored: [
      'Uw wachtwoord en uw eenmalige code: die zijn hier nooit geweest.',
      'De autorisatiecode, het identiteitsbewijs en het toegangstoken: eenmaal gebruikt en weggegooid.',
    ],
    done: 'U kunt deze pagina sluiten. De koppeling werkt geen tweede keer.',
    globalAdministratorHeading: 'Dit account is een globale beheerder',
    globalAdministrator:
      'De toepassing heeft nu de rechten van een account dat alles mag in uw organisatie. Microsoft raadt dat af. Laat een serviceaccount verbinding maken dat alleen de nodige rollen heeft, en trek deze toegang daarna in.',
  },
  withdrawal: {
    keepLink:
      'Bewaar deze koppeling. Wie haar heeft, kan de toegang altijd intrekken, en kan er verder niets mee.',
    title: (application) => `De toegang van ${application} intrekken`,
    intro: (application) =>
      `Met de knop beëindigt u wat u toestond: ${application} krijgt namens u geen tokens meer.`,
    introRevoked: (application) =>
      `${application} krijgt namens u al geen tokens meer. Met de knop laat u ook het vernieuwingstoken uit de kluis halen.`,
    whatHappensHeading: 'Wat er gebeurt',
    whatHappens: [
      'Vanaf dat moment wordt er niets meer uitgegeven, op geen enkele machine.',
      'Het vernieuwingstoken wordt uit de kluis gehaald. De volgende pagina zegt wat ervan over is.',
      'Om het weer toe te staan, hebt u een nieuwe uitnodiging nodig.',
    ],
    button: 'Intrekken',
    doneTitle: 'Ingetrokken',
    done: (application) => `${application} krijgt namens u geen tokens meer.`,
    doneOfThis: 'Waar deze koppeling over gaat, is ingetrokken.',
    secretHeading: 'Wat weg is, en wat niet',
    tokensUntil: (until) =>
      `Toegangstokens die eerder zijn uitgegeven, gelden uiterlijk tot ${until}. Niemand kan ze intrekken.`,
    tokensUnknown: 'Er kunnen nog andere toegangstokens gelden, hoogstens 28 uur.',
    another:
      'Sindsdien heeft hetzelfde account het opnieuw toegestaan. Dat eindigt hiermee niet: gebruik de koppeling die de laatste pagina toen gaf.',
    destroyed:
      'Het vernieuwingstoken is vernietigd. In eerdere back-ups staat het verzegeld; wordt er een teruggezet, dan wordt het er weer uit gehaald.',
    recoverable: (until) =>
      `Het vernieuwingstoken is verwijderd en uitgeschakeld. Een beheerder van de kluis kan het tot ${until} herstellen, uitgeschakeld.`,
    disabled:
      'Het vernieuwingstoken is uitgeschakeld. Het ligt nog in de kluis, en een beheerder van de kluis kan het weer inschakelen.',
    unfinished:
      'Het vernieuwingstoken kon nu niet uit de kluis gehaald worden. Niets gebruikt het nog. Vraag wie de toepassing beheert om het te wissen.',
    yoursHeading: 'Wat alleen u kunt doen, bij Microsoft',
    sessions:
      'Microsoft beëindigt de vernieuwingstokens niet die het gaf. Trek de sessies van het account in: dat meldt het overal af en beëindigt ze alle.',
    sessionsLink: 'Sessies intrekken: zo gaat het',
    consent: 'De toestemming zelf blijft in uw tenant staan tot een beheerder de toepassing daar verwijdert.',
    consentLink: 'Een toepassing verwijderen: zo gaat het',
  },
  approved: {
    title: 'Goedgekeurd',
    mark: 'Goedgekeurd',
    intro: (application, partner) => `${application} is goedgekeurd bij ${partner}.`,
    notStored: 'Er is geen token bewaard.',
    next: 'Nu opent het serviceaccount zijn eigen koppeling en maakt verbinding.',
  },
  returned: {
    title: 'Dank u wel',
    mark: 'Terug van Microsoft',
    intro: (application) => `Microsoft zegt dat ${application} is goedgekeurd.`,
    next: 'Hier is niets bewaard, en u hoeft niets meer te doen. Of het gelukt is, blijkt wanneer de toepassing uw tenant weer nodig heeft. U kunt deze pagina sluiten.',
  },
  customer: {
    title: (application) => `${application} toestaan in uw organisatie`,
    intro: (application, partner, customer) =>
      `${partner} werkt voor ${customer} met ${application}, en vraagt een beheerder om dat voor de hele organisatie toe te staan.`,
    yourOrganisation: 'uw organisatie',
    whoeverSignsIn: 'Die van de beheerder die zich aanmeldt',
    usedBy: 'Gebruikt door',
    usedByTenant: 'Hun tenant-id',
    organisation: 'Voor',
    permissionsIntro: 'Tot u het intrekt, mag de toepassing in uw organisatie deze machtigingen gebruiken:',
    apis: {
      'partner-center': 'Partner Center',
      graph: 'Microsoft Graph',
      arm: 'Azure Resource Manager',
      defender: 'Microsoft Defender XDR',
    },
    byItself: (api) => `${api}, zelfstandig, zonder aangemelde gebruiker`,
    byAccount: (api) => `${api}, namens een account`,
    microsoftCounts:
      'De pagina van Microsoft toont alles waarvoor de toepassing geregistreerd is. Wat daar staat, telt: is dat meer dan dit, zeg dan nee en vraag eerst na.',
    nextHeading: 'Wat er nu gebeurt',
    steps: [
      'U meldt zich aan bij Microsoft en ziet daar wat gevraagd wordt.',
      'Komt u terug, dan bewijzen we met een token of uw toestemming geldt. Dat kan enkele minuten duren; u hoeft niet te wachten.',
    ],
    stepsUnknown: [
      'U meldt zich aan bij Microsoft, zodat we weten welke organisatie het is. Microsoft kan vragen of de toepassing mag weten wie u bent.',
      'Microsoft toont u wat er voor de hele organisatie gevraagd wordt.',
      'Komt u terug, dan bewijzen we met een token of uw toestemming geldt. Dat kan enkele minuten duren; u hoeft niet te wachten.',
    ],
    who: 'Gebruik een globale beheerder of een beheerder voor bevoorrechte rollen. Vraagt de toepassing zelfstandig niets van Microsoft Graph, dan mag ook een cloudtoepassingsbeheerder toestemming geven.',
    mfa: 'Microsoft vraagt beheerders om meervoudige verificatie (MFA), zodat niemand met een gestolen wachtwoord toestemming geeft.',
    kept: [
      'Dat uw organisatie toestemming gaf, wanneer, en welke machtigingen de toepassing er heeft.',
      'Niets van het account waarmee u zich aanmeldt.',
    ],
    keptUnknown: [
      'Dat uw organisatie toestemming gaf, wanneer, en welke machtigingen de toepassing er heeft.',
      'De id van het account waarmee u zich aanmeldt, en die van zijn organisatie. Geen wachtwoord, en geen token van u.',
    ],
    takeBack:
      'U kunt de toepassing altijd verwijderen onder Bedrijfstoepassingen in het Microsoft Entra-beheercentrum.',
    button: 'Aanmelden en beslissen',
    provedTitle: 'Toegestaan',
    proved: (application, partner) => `${partner} kan nu met ${application} werken in uw organisatie.`,
    provedHeading: 'Wat een token heeft bewezen',
    provedDone: 'U hoeft niets meer te doen. De koppeling werkt geen tweede keer.',
    waitingTitle: 'Nog niet bevestigd',
    waiting: (application) => `Microsoft zegt dat u ${application} toestond, maar nog niet alles geldt.`,
    waitingDone:
      'Dat is enkele minuten lang gewoon. We kijken een uur lang opnieuw, en u hoeft niets meer te doen. Zag u geen pagina die om toestemming vraagt, open de koppeling dan opnieuw.',
    missingHeading: 'Wat nog geen token liet zien',
  },
  accountTest: {
    title: 'Test van uw account',
    intro:
      'Iemand die deze toepassing beheert, wil weten of uw account zich aanmeldt met meervoudige verificatie (MFA). Partner Center weigert aanroepen zonder MFA.',
    accountId: 'Object-id',
    howHeading: 'Hoe het gaat',
    how: [
      'U meldt zich bij Microsoft aan zoals altijd. Hier wordt niet om MFA gevraagd: of Microsoft dat doet, is wat getest wordt.',
      'Microsoft kan vragen of de toepassing Partner Center namens u mag gebruiken. Voor de test doet zij daar niets mee.',
      'De volgende pagina zegt of de aanmelding met MFA was.',
    ],
    permissionsHeading: 'Waar Microsoft toestemming voor kan vragen',
    kept: [
      'Een aantekening: welk account, wanneer, hoe het zich aanmeldde, en de uitslag.',
      'Geen wachtwoord, geen token en geen toegang: de toepassing kan daarna niets namens u wat zij eerder niet kon.',
    ],
    takeBack:
      'Er wordt geen toegang gegeven, dus is er geen in te trekken. Vroeg Microsoft u om toestemming, dan kan een beheerder de toepassing verwijderen in het Microsoft Entra-beheercentrum.',
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
        remedy: testAgain,
      },
      mfa_in_another_form: {
        explanation: 'Het token noemt MFA in een vorm die Partner Center er misschien niet voor neemt.',
        remedy: testAgain,
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
        explanation: 'Het account meldde zich aan bij een id-provider die Entra geen MFA meldde.',
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
    evidenceHeading: 'Wat te zien was',
    methods: 'Hoe het zich aanmeldde (amr)',
    noMethods: 'het token zegt het niet',
    done: 'U kunt deze pagina sluiten. De koppeling werkt geen tweede keer.',
  },
  refused: {
    title: 'Dit is niet gelukt',
    mark: 'Niet gelukt',
    nothingStored: 'Deze poging heeft niets bewaard. Wat ontvangen werd, is weggegooid.',
    whatToDo: 'Wat te doen',
    whoActs: 'Wie aan zet is',
    who: {
      you: 'U',
      sender: 'Wie u de koppeling stuurde',
      operator: 'Wie de toepassing beheert',
      administrator: 'Een beheerder van uw organisatie',
      nobody: 'Niemand',
    },
    microsoftSays: 'Wat Microsoft zegt',
    lookUp: (number) => `${number} bij Microsoft`,
    waitFor: (duration) => `Wacht ten minste ${duration}.`,
    tellHeading: 'Vraagt u om hulp, noem dan dit',
    code: 'Code',
    requestId: 'Verzoek',
    number: 'Nummer van Microsoft',
    correlationId: 'Correlatie-id van Microsoft',
    reason: 'Reden',
    customerProblems: {
      no_organisation: 'U meldde zich aan met een persoonlijk account. Dat hoort bij geen organisatie.',
      partner: 'U meldde zich aan bij een organisatie die hier zelf partner is.',
      excluded: 'Wie de toepassing beheert, heeft deze organisatie uitgesloten.',
      not_allowed: 'De koppeling is voor andere organisaties dan deze.',
    },
    codes: errorsNl,
    aadsts: aadstsNl,
    aadstsRemedies: {
      enrol:
        'Registreer een tweede stap voor het account op https://aka.ms/mfasetup en open daarna de koppeling van de uitnodiging opnieuw.',
      challenge:
        'Open de koppeling van de uitnodiging opnieuw, in een privévenster, en voer de tweede stap van de aanmelding uit.',
      frequency:
        'Een beheerder van uw organisatie sluit het account uit van de aanmeldingsfrequentie in voorwaardelijke toegang. Open daarna de koppeling van de uitnodiging opnieuw.',
      account:
        'Een beheerder van uw organisatie brengt het account in orde. Open daarna de koppeling van de uitnodiging opnieuw.',
      mfaProvider: 'Een beheerder herstelt de externe MFA-provider, die de vereiste claims moet sturen.',
      device:
        'Open de koppeling van de uitnodiging op een apparaat dat uw organisatie beheert, of laat een beheerder het account van dat beleid uitsluiten.',
      policy:
        'Een beheerder van uw organisatie sluit het account uit van het beleid, of staat het adres van de toepassing daarin toe. Open daarna de koppeling van de uitnodiging opnieuw.',
      risk: 'Het beveiligingsteam van uw organisatie beoordeelt het account en het beleid. Open daarna de koppeling van de uitnodiging opnieuw.',
      approve:
        'Een beheerder van uw organisatie keurt de toepassing goed: vraag de afzender om een koppeling daarvoor. Open deze koppeling daarna opnieuw.',
      service:
        'Een beheerder van uw organisatie kijkt of zij een abonnement op de service heeft. Is dat zo, laat het de afzender van de koppeling dan weten.',
      disabled:
        'Een beheerder van uw organisatie schakelt de toepassing in onder Bedrijfstoepassingen. Open daarna de koppeling van de uitnodiging opnieuw.',
      assignment:
        'Een beheerder van uw organisatie wijst het account toe aan de toepassing. Open daarna de koppeling van de uitnodiging opnieuw.',
      foreignAccount:
        'Open de koppeling in een privévenster en meld u aan met een account van de uitgenodigde organisatie, niet met een gast.',
      partnerPolicy:
        'Een beheerder van deze organisatie sluit gebruikers van serviceproviders uit van het beleid voor voorwaardelijke toegang.',
      restrictions:
        'Beheerders van beide organisaties bekijken de instellingen voor toegang tussen tenants en de tenantbeperkingen.',
      tenant:
        'Laat het de afzender van de koppeling weten: de organisatie die zij noemt, bestaat niet of is in een andere cloud.',
      otherCloud:
        'Laat het de afzender van de koppeling weten: uw organisatie hoort bij een andere nationale cloud.',
    },
  },
};
