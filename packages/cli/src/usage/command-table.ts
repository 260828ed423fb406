import type { CommandGroup } from '../command-line/usage.ts';

/**
 * Every command, under what people want of it, in the order in which they read it. A line has to fit on 80 columns; all else is said by
 * the command's own file, which is loaded when somebody asks for it.
 */
export const commandGroups: readonly CommandGroup[] = [
  {
    title: 'First steps',
    commands: {
      up: { line: 'Start a sandbox and a broker, to click through', load: () => import('./up.ts') },
      demo: { line: 'Carry out the whole job once, unattended', load: () => import('./demo.ts') },
      sandbox: { line: 'Start a sandbox of Microsoft’s cloud', load: () => import('./sandbox.ts') },
      serve: { line: 'Start the broker', load: () => import('./serve.ts') },
      dashboard: { line: 'Sign in at the dashboard', load: () => import('./dashboard.ts') },
    },
  },
  {
    title: 'Consent of partners',
    commands: {
      invite: {
        line: 'Make a link for one person to sign in and consent',
        load: () => import('./invite.ts'),
      },
      connect: { line: 'Connect an account at this terminal', load: () => import('./connect.ts') },
      import: { line: 'Take over a refresh token of another tool', load: () => import('./import.ts') },
      grants: {
        line: 'List the grants: who consented, and how they stand',
        load: () => import('./grants.ts'),
      },
      check: { line: 'Put grants that are held to the proof', load: () => import('./check.ts') },
      forecast: { line: 'Say when grants stop working, and of what', load: () => import('./forecast.ts') },
    },
  },
  {
    title: 'Customers',
    commands: {
      customers: { line: 'List a partner’s customers', load: () => import('./customers.ts') },
      users: { line: 'List the accounts of one customer', load: () => import('./users.ts') },
      consents: {
        line: 'The application’s consent in customers’ tenants',
        load: () => import('./consents.ts'),
      },
      'admin-consents': {
        line: 'What customers’ administrators consented to',
        load: () => import('./admin-consents.ts'),
      },
      reach: {
        line: 'Say for which APIs of which customers a token is to be had',
        load: () => import('./reach.ts'),
      },
      sweep: { line: 'Do a task for many customers', load: () => import('./sweep.ts') },
    },
  },
  {
    title: 'Tokens',
    commands: {
      token: { line: 'Give an access token to the next program', load: () => import('./token.ts') },
      call: { line: 'Make a GET request to an API', load: () => import('./call.ts') },
      caller: { line: 'Programs that may ask the broker for tokens', load: () => import('./caller.ts') },
      verify: { line: 'Check a token: is it the one that is wanted?', load: () => import('./verify.ts') },
      explain: { line: 'Explain a code of Microsoft’s or of ours', load: () => import('./explain.ts') },
      cmdlet: {
        line: 'Say what replaces a cmdlet of the PartnerCenter module',
        load: () => import('./cmdlet.ts'),
      },
    },
  },
  {
    title: 'Security',
    commands: {
      posture: {
        line: 'Say whether partners meet Microsoft’s requirements',
        load: () => import('./posture.ts'),
      },
      'test-mfa': { line: 'Say whether a sign-in takes MFA', load: () => import('./test-mfa.ts') },
      stop: { line: 'The kill switch: hand out nothing', load: () => import('./stop.ts') },
      resume: { line: 'Let go on what was stopped', load: () => import('./resume.ts') },
      revoke: { line: 'Take grants back: nothing more is handed out', load: () => import('./revoke.ts') },
      'sign-out': {
        line: 'Have Microsoft end every session of an account',
        load: () => import('./sign-out.ts'),
      },
      purge: { line: 'Take grants back, and their refresh tokens away', load: () => import('./purge.ts') },
      audit: { line: 'The records of what was done', load: () => import('./audit.ts') },
    },
  },
  {
    title: 'Operations',
    commands: {
      doctor: { line: 'Say what is in the way, and what to do', load: () => import('./doctor.ts') },
      backup: { line: 'Write a backup of the store', load: () => import('./backup.ts') },
      restore: { line: 'Restore a backup, or prove that one can be', load: () => import('./restore.ts') },
      'recovery-key': { line: 'The key that opens backups', load: () => import('./recovery-key.ts') },
      app: { line: 'The app registration that the broker needs', load: () => import('./app.ts') },
      credential: {
        line: 'How our application proves itself to Microsoft',
        load: () => import('./credential.ts'),
      },
      'master-key': {
        line: 'The keys that everything stored is sealed under',
        load: () => import('./master-key.ts'),
      },
      vault: { line: 'Where refresh tokens are kept; scan, move', load: () => import('./vault.ts') },
      export: { line: 'Copy a refresh token to a vault or a sealed file', load: () => import('./export.ts') },
    },
  },
];
