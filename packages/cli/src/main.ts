import { Argument, Command, CommanderError, Option } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import type { Run } from './run.ts';

/**
 * Runs the command and sets the exit code: 0 when it did what it was asked, 2 when the command or the
 * configuration is wrong, 1 for everything else. A command may set another one itself.
 */
export async function main(args: readonly string[]): Promise<void> {
  const program = createProgram();
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    process.exitCode =
      error instanceof CommanderError ? (error.exitCode === 0 ? 0 : 2) : await report(error, args);
  }
}

async function report(error: unknown, args: readonly string[]): Promise<number> {
  const { reportError } = await import('./terminal/output.ts');
  return reportError(error, args.includes('--json'));
}

/** As the contract has them, which is not loaded for this. */
const partnerKinds = [
  'direct-bill',
  'indirect-provider',
  'indirect-reseller',
  'advisor',
  'control-panel-vendor',
  'integration-account',
];

/** All commands with their options, whether they are run or only read. */
export function createProgram(): Command {
  const program = new Command('consentry')
    .description('One consent with MFA, any customer, any Microsoft API.')
    .version(manifest.version)
    .exitOverride()
    // `sweep` is a command and has some: what stands behind `sweep list` is the list's.
    .enablePositionalOptions()
    .configureHelp({ sortSubcommands: false })
    .addHelpText('after', '\nTry it: consentry demo, or consentry up to click through it yourself.');

  // Each command's code is loaded when it runs.
  add(
    program.command('up'),
    'Start a sandbox of Microsoft’s cloud and a broker together, ready to click through.',
  )
    .option('--public-port <port>', 'port of the consent pages', '44395')
    .option('--api-port <port>', 'port of the token API', '44396')
    .option('--key-out <file>', 'file for the key of a program, as long as it runs', 'try-out.key')
    .action(run(async () => (await import('./commands/up.ts')).up));

  add(
    program.command('demo'),
    'Carry out the whole job once, unattended, and say at each step what it proves.',
  ).action(run(async () => (await import('./commands/demo.ts')).demo));

  add(program.command('serve'), 'Start the broker.')
    .option('--config <file>', 'configuration file (JSON); CONSENTRY_… variables override it')
    .option('--database <url>', 'database on Postgres, without a password: postgres://user@host/name')
    .action(run(async () => (await import('./commands/serve.ts')).serve));

  add(program.command('sandbox'), 'Start a sandbox of Microsoft’s cloud.')
    .option('--world <file>', 'world file (YAML or JSON) instead of the example world')
    .option('--customers <number>', 'generate a world with this many customers')
    .option('--seed <text>', 'seed of the generated world; 1 unless told otherwise')
    .option('--redirect-uri <uri...>', 'redirect URIs to register for the example application')
    .option('--certificate <file>', 'certificate (PEM) to register for the example application')
    .option('--login-port <port>', 'fixed port of the sign-in; a free one unless told, as for the others')
    .option('--partner-center-port <port>', 'fixed port of Partner Center')
    .option('--graph-port <port>', 'fixed port of Graph')
    .option('--arm-port <port>', 'fixed port of Azure Resource Manager')
    .option('--defender-port <port>', 'fixed port of Defender')
    .option('--vault-port <port>', 'fixed port of Key Vault')
    .option('--control-port <port>', 'fixed port of the control')
    .option('--names', 'origins with names: login.localhost, graph.localhost and so on')
    .option('--https', 'serve https, under a certificate authority that is made now')
    .option(
      '--ca-file <file>',
      'serve https, and write the certificate authority here (for NODE_EXTRA_CA_CERTS)',
    )
    .option('--host <address>', 'address to listen on; 127.0.0.1 unless told')
    .option('--expose-to-network', 'with --host: let other machines reach it; the control stays on loopback')
    .action(run(async () => (await import('./commands/sandbox.ts')).sandbox));

  broker(add(program.command('invite'), 'Make an invitation for one person of a partner, or of a customer.'))
    .option('--partner <tenant>', 'tenant id of the partner')
    .option(
      '--for-grant <id>',
      'invite the account of this grant again, with the challenge that a tenant made',
    )
    .option('--name <name>', 'the partner’s name, shown on the page')
    .addOption(
      new Option(
        '--partner-kind <kind>',
        'what the partner is; an indirect-reseller is asked for permissions to read at Microsoft Graph alone',
      ).choices(partnerKinds),
    )
    .option('--account <user name>', 'account to fill in at the sign-in page')
    .option('--account-id <object id>', 'account that must sign in')
    .option('--approve', 'let an administrator approve the application, instead of connecting an account')
    .option(
      '--customer [tenant]',
      'let an administrator of this customer consent for it; without a tenant, of whichever signs in',
    )
    .option('--customer-name <name>', 'the customer’s name, shown on the page')
    .option('--allow <tenant or domain...>', 'with --customer and no tenant: one of these alone')
    .option(
      '--resource <resource...>',
      'with --customer: the APIs that are wanted; all configured when left out',
    )
    .option('--lifetime <duration>', 'how long the link works, such as 12h or 7d')
    .option('--accept-unknown-mfa', 'accept a sign-in of which MFA cannot be told; audited')
    .action(run(async () => (await import('./commands/invite.ts')).invite));

  broker(
    add(program.command('import'), 'Take over a refresh token of another tool; it is proven at once.'),
    'configuration file, with --data; with --from-vault also its cloud, certificate authority and proxy',
  )
    .requiredOption('--partner <tenant>', 'tenant id of the partner whose account it is of')
    .option('--account <object id>', 'account that it must be of')
    .option('--file <file>', 'file with the refresh token, instead of standard input')
    .option('--recovery-key-file <file>', 'opens --file, where `consentry export --to-file` sealed it')
    .option('--from-vault <url>', 'Key Vault with the refresh token: https://NAME.vault.azure.net')
    .option('--secret-name <name>', 'name of the secret; the partner’s tenant id, as in the official samples')
    .option('--vault-token-file <file>', 'file with your access token for the vault, not standard input')
    .option('--replace', 'also where there is a grant of this account that still works')
    .option('--accept-unknown-mfa', 'accept a sign-in of which MFA cannot be told; audited')
    .option('--purge-source', 'once it is imported, remove the file, or the secret as far as you may')
    .action(run(async () => (await import('./commands/import.ts')).importToken));

  broker(add(program.command('connect'), 'Connect an account at your own terminal, without a browser here.'))
    .option('--device-code', 'sign in on another machine with a code; off unless it is configured')
    .requiredOption('--partner <tenant>', 'tenant id of the partner')
    .option('--account <object id>', 'account that must sign in')
    .option('--accept-unknown-mfa', 'accept a sign-in of which MFA cannot be told; audited')
    .action(run(async () => (await import('./commands/connect-device.ts')).connectDevice));

  broker(
    add(
      program.command('test-mfa'),
      'Have an account sign in, and say whether that took MFA, and if not, why. Keeps nothing of it.',
    ),
  )
    .requiredOption(
      '--partner <tenant>',
      'tenant id of the partner, or of any tenant that has Partner Center',
    )
    .option('--account <user name>', 'account to fill in at the sign-in page; no other name counts')
    .option('--account-id <object id>', 'account that must sign in')
    .option('--device-code', 'sign in on another machine with a code; off unless it is configured')
    .addHelpText(
      'after',
      `
Examples:
  consentry test-mfa --partner $PARTNER --account anna@contoso.com
  consentry test-mfa --partner $PARTNER --device-code --json

Exit codes: 0 the account passes; 1 it does not, or nobody signed in; 2 the command is wrong.`,
    )
    .action(run(async () => (await import('./commands/test-mfa.ts')).testMfa));

  const caller = program.command('caller').description('Programs that may ask the broker for tokens.');
  newKey(policy(broker(add(caller.command('add'), 'Add a caller and print its key, once.'))))
    .requiredOption('--name <name>', 'what the program is called')
    .option('--issuer <url>', 'no key: the caller presents tokens of this issuer, with --claim')
    .addOption(claim('what such a token must carry, such as sub=…; once for each claim'))
    .action(run(async () => (await import('./commands/caller.ts')).addCaller));
  broker(add(caller.command('list'), 'List the callers.')).action(
    run(async () => (await import('./commands/caller.ts')).listCallers),
  );
  broker(
    add(caller.command('remove <id>'), 'Remove a caller; its keys and tokens stop working at once.'),
  ).action(runFor('id', async () => (await import('./commands/caller.ts')).removeCaller));
  policy(
    broker(
      add(caller.command('policy <id>'), 'Give a caller another policy, in place of all of the old one.'),
    ),
  ).action(runFor('id', async () => (await import('./commands/caller.ts')).changePolicy));
  newKey(
    broker(
      add(caller.command('rotate <id>'), 'Give a caller a second key. The first works until it is removed.'),
    ),
  ).action(runFor('id', async () => (await import('./commands/caller.ts')).rotateKey));
  broker(add(caller.command('keys <id>'), 'List the keys of a caller.')).action(
    runFor('id', async () => (await import('./commands/caller.ts')).listKeys),
  );
  broker(add(caller.command('remove-key <id>'), 'Remove a key of a caller; it stops working at once.'))
    .requiredOption('--key <id>', 'id of the key')
    .action(runFor('id', async () => (await import('./commands/caller.ts')).removeKey));

  const identity = caller
    .command('identity')
    .description('Whose tokens a caller may present instead of a key.');
  broker(
    add(identity.command('add <id>'), 'Let a caller present the tokens of one program. Its keys still work.'),
  )
    .requiredOption('--issuer <url>', 'one of callers.issuers, letter by letter')
    .addOption(
      claim('what a token must carry, all of it, such as sub=…; once for each claim').makeOptionMandatory(),
    )
    .action(runFor('id', async () => (await import('./commands/caller-identity.ts')).addIdentity));
  broker(add(identity.command('list <id>'), 'List the identities of a caller.')).action(
    runFor('id', async () => (await import('./commands/caller-identity.ts')).listIdentities),
  );
  broker(
    add(identity.command('remove <id>'), 'Remove an identity of a caller; its tokens stop working at once.'),
  )
    .requiredOption('--identity <id>', 'id of the identity')
    .action(runFor('id', async () => (await import('./commands/caller-identity.ts')).removeIdentity));

  const adminConsents = program
    .command('admin-consents')
    .description('What administrators of customers consented to, as tokens prove it.');
  broker(add(adminConsents.command('list'), 'List them: what is proved, what is missing, whom to ask again.'))
    .option('--lagging', 'only where something is missing')
    .action(run(async () => (await import('./commands/admin-consents.ts')).listAdminConsents));
  broker(add(adminConsents.command('check'), 'Prove them anew, by tokens that are asked for now.'))
    .option('--customer <tenant>', 'tenant id of one customer')
    .option('--all', 'every customer')
    .action(run(async () => (await import('./commands/admin-consents.ts')).checkAdminConsents));

  broker(add(program.command('grants'), 'List the grants.')).action(
    run(async () => (await import('./commands/grants.ts')).grants),
  );

  const consents = program
    .command('consents')
    .description('The application’s consent in customers’ tenants.');
  wanted(
    ofCustomer(broker(add(consents.command('plan'), 'Compare what a customer consented to with a list.'))),
  ).action(run(async () => (await import('./commands/consents.ts')).planConsents));
  wanted(
    ofCustomer(
      broker(
        add(consents.command('grant'), 'Consent to what a list wants, in the partner’s name, and prove it.'),
      ),
    ),
  )
    .option('--yes', 'ask nothing')
    .action(run(async () => (await import('./commands/consents.ts')).grantConsents));
  ofCustomer(broker(add(consents.command('list'), 'List what a customer consented to.'))).action(
    run(async () => (await import('./commands/consents.ts')).listConsents),
  );
  ofCustomer(broker(add(consents.command('withdraw'), 'Withdraw all of a customer’s consent, and prove it.')))
    .option('--yes', 'ask nothing')
    .action(run(async () => (await import('./commands/consents.ts')).withdrawConsents));

  taken(broker(add(program.command('revoke'), 'Take grants back: nothing of them is handed out any more.')))
    .option('--grant <id>', 'one grant')
    .option('--yes', 'ask nothing, where it concerns more than one grant')
    .action(run(async () => (await import('./commands/taking-back.ts')).revoke));
  taken(
    broker(
      add(program.command('purge'), 'Take grants back and their refresh tokens away, and say what is left.'),
    ),
  )
    .option('--grant <id>', 'one grant')
    .option('--sign-out', 'with --grant: have Microsoft end every session of the account first')
    .option('--yes', 'ask nothing')
    .action(run(async () => (await import('./commands/taking-back.ts')).purge));
  broker(
    add(
      program.command('sign-out'),
      'Have Microsoft end every session of a grant’s account, everywhere, and revoke the grant.',
    ),
  )
    .requiredOption('--grant <id>', 'the grant')
    .option('--yes', 'ask nothing')
    .option('--report <file>', 'keep the report in a new file')
    .action(run(async () => (await import('./commands/taking-back.ts')).signOut));
  taken(broker(add(program.command('stop'), 'The kill switch: hand out nothing until it is let go on.')))
    .option('--reason <text>', 'why, for whoever lets it go on')
    .option('--list', 'list what is stopped')
    .action(run(async () => (await import('./commands/taking-back.ts')).stop));
  taken(broker(add(program.command('resume'), 'Let go on what was stopped.'))).action(
    run(async () => (await import('./commands/taking-back.ts')).resume),
  );
  broker(
    add(
      program.command('check'),
      'Put held grants to the proof at the partner’s tenant; those that pass are healthy.',
    ),
  )
    .option('--grant <id>', 'this grant')
    .option('--all', 'every grant that is held')
    .action(run(async () => (await import('./commands/check.ts')).check));

  broker(add(program.command('backup'), 'Write a backup of the store, sealed to the recovery key.'))
    .requiredOption('--out <file>', 'a new file for it')
    .action(run(async () => (await import('./commands/backup.ts')).backup));
  add(program.command('restore'), 'Restore a backup where no store is, or prove that one can be restored.')
    .requiredOption('--from <file>', 'the backup')
    .requiredOption('--recovery-key-file <file>', 'the half of the recovery key that opens')
    .option('--data <folder>', 'data folder of the store to be; nothing is in it')
    .option('--config <file>', 'configuration of the broker to be: its folders, and its database')
    .option('--master-key-file <file>', 'master key file; the data folder with .key at the end unless told')
    .option('--revocations <file...>', 'journals of revocations; the one beside the master key unless told')
    .option(
      '--without-revocations',
      'no journal is left: what was revoked since the backup is held, not revoked',
    )
    .option('--drill', 'only prove it, in memory: no store is made, and nothing is written')
    .action(run(async () => (await import('./commands/restore.ts')).restore));
  const recoveryKey = program.command('recovery-key').description('The key that opens backups.');
  add(
    recoveryKey.command('create'),
    'Make a recovery key: a file that opens backups, and one that seals them.',
  )
    .requiredOption('--out <file>', 'a new file for what opens; what seals goes beside it, as .pub')
    .action(run(async () => (await import('./commands/recovery-key.ts')).createRecoveryKey));
  broker(
    add(
      program.command('export'),
      'Write a copy of a grant’s refresh token into another Key Vault, or a sealed file. It is shown nowhere.',
    ),
  )
    .requiredOption('--grant <id>', 'id of the grant')
    .option('--to-vault <url>', 'the Key Vault, such as https://contoso-partner.vault.azure.net')
    .option('--to-file <file>', 'a new file, with --recipient-key')
    .option('--recipient-key <file>', 'the public half of the key that the file is sealed to')
    .option('--vault-tenant <tenant>', 'tenant of its subscription, when it is another than keyVault.tenant')
    .option(
      '--secret-name <name>',
      'name of the secret; as the official samples do it (the partner’s tenant id, without tags) when left out',
    )
    .option('--confirm <id>', 'the id of the grant once more; asked for on a terminal when left out')
    .action(run(async () => (await import('./commands/export.ts')).exportGrant));

  const vault = program.command('vault').description('Where refresh tokens are kept.');
  broker(add(vault.command('status'), 'Say in which vaults the refresh tokens lie.')).action(
    run(async () => (await import('./commands/vault.ts')).vaultStatus),
  );
  broker(
    add(
      vault.command('move'),
      'Move refresh tokens that lie elsewhere into the vault that takes new ones, while tokens are handed out.',
    ),
  )
    .option('--partner <tenant>', 'only the grants of this partner')
    .option('--grant <id>', 'only this grant')
    .action(run(async () => (await import('./commands/vault.ts')).moveGrants));

  broker(
    add(
      program.command('reach'),
      'Say for which APIs of which customers a token can be had, since when, and what was lost why.',
    ),
  )
    .requiredOption('--partner <tenant>', 'tenant id of the partner')
    .option('--lost', 'only what worked once and does not now')
    .action(run(async () => (await import('./commands/reach.ts')).reach));

  broker(
    add(
      program.command('posture'),
      'Say whether partners meet Microsoft’s security requirements, what does not, and what to do.',
    ),
  )
    .option('--partner <tenant>', 'tenant id of the partner; all of them, a line each, when left out')
    .option('--last', 'the newest report that there is, instead of a new one')
    .option('--history', 'a line for each report that was made')
    .option('--format <format>', 'table, json, csv or html; as --out ends when left out, else table')
    .option('--table <name>', 'with csv: findings, accounts, applications, methods, portal or grants')
    .option('--out <file>', 'write it to a new file that only you can read')
    .option('--language <language>', 'en, nl or sv; en when left out')
    .option('--fail-on <severity>', 'for a build: fail on findings that are high, medium or low, or graver')
    .addHelpText(
      'after',
      `
Examples:
  consentry posture --partner $PARTNER
  consentry posture --partner $PARTNER --out report.html --language nl
  consentry posture --fail-on high --json

Exit codes: 0 done, and with --fail-on nothing as grave was found and all was seen; 1 a report could not be
made; 2 the command is wrong; 3 --fail-on: something as grave was found; 4 --fail-on: it was not, but not
everything could be seen; 130 left by Ctrl-C, the report goes on in the broker.`,
    )
    .action(run(async () => (await import('./commands/posture.ts')).posture));

  broker(
    add(
      program.command('forecast'),
      'Say when grants stop working and customers are lost, of what, and what happened already.',
    ),
  )
    .option('--partner <tenant>', 'tenant id of the partner; every partner without it')
    .option('--within <duration>', 'such as 30d: exit with 1 where something ends by then, or has ended')
    .option('--renew', 'make an invitation for each grant that a new sign-in saves (within 30d unless told)')
    .action(run(async () => (await import('./commands/forecast.ts')).forecast));

  const sweep = broker(
    add(
      program.command('sweep').argument('[task]', 'users, token-reach, …: what is done for each customer'),
      'Do a task for many customers, and say exactly who failed and what to do. It goes on in the broker.',
    ),
  )
    .addOption(each('--partner <tenant>', 'tenant id of the partner; once for each'))
    .addOption(each('--customer <tenant>', 'tenant id of a customer; once for each'))
    .option('--customers-file <file>', 'file with the tenant id of a customer on each line')
    .option('--all', 'every customer that Partner Center lists')
    .addOption(
      each('--filter <what=text>', 'those whose name, domain or relationship is so, such as domain=contoso'),
    )
    .option('--remainder-of <id>', 'instead of all that: the customers that failed in this sweep')
    .addOption(each('--param <name=value>', 'what the task takes; once for each'))
    .option('--params-file <file>', 'JSON file with what the task takes, such as the wanted permissions')
    .option('--dry-run', 'write nothing: the rows say what would be done')
    .option('--format <format>', 'write what was found: ndjson, csv, json or table')
    .option('--out <file>', 'write it to a new file that only you can read')
    .option('--concurrency <number>', 'how many customers at once')
    .option('--no-wait', 'only begin it')
    .action(runWith('task', async () => (await import('./commands/sweep.ts')).sweep));
  broker(add(sweep.command('list'), 'List the sweeps, the newest first.')).action(
    run(async () => (await import('./commands/sweep.ts')).listSweeps),
  );
  broker(add(sweep.command('show <id>'), 'Say how far a sweep is, and why customers failed.'))
    .option('--wait', 'follow it to its end')
    .action(runFor('id', async () => (await import('./commands/sweep.ts')).showSweep));
  broker(
    add(sweep.command('failed <id>'), 'List every customer that failed, why, and what to do for it.'),
  ).action(runFor('id', async () => (await import('./commands/sweep.ts')).failedOfSweep));
  broker(add(sweep.command('stop <id>'), 'Begin no further customer of a sweep.')).action(
    runFor('id', async () => (await import('./commands/sweep.ts')).stopSweep),
  );
  broker(add(sweep.command('resume <id>'), 'Let a sweep that was stopped go on.'))
    .option('--no-wait', 'do not follow it')
    .action(runFor('id', async () => (await import('./commands/sweep.ts')).resumeSweep));
  broker(add(sweep.command('rows <id>'), 'Write what a sweep has found.'))
    .option('--format <format>', 'ndjson, csv, json or table; ndjson unless told')
    .option('--out <file>', 'write it to a new file that only you can read')
    .action(runFor('id', async () => (await import('./commands/sweep.ts')).sweepRows));
  broker(
    add(sweep.command('remove <id>'), 'Remove a sweep that is over, with everything that was found.'),
  ).action(runFor('id', async () => (await import('./commands/sweep.ts')).removeSweep));

  const audit = program.command('audit').description('The records of what was done.');
  broker(add(audit.command('list'), 'List the newest records.'))
    .option('--tenant <tenant>', 'only those about this tenant')
    .option('--limit <number>', 'how many', '100')
    .action(run(async () => (await import('./commands/audit.ts')).listAudit));
  broker(
    add(audit.command('verify'), 'Look for records that were changed, removed, reordered or cut off.'),
  ).action(run(async () => (await import('./commands/audit.ts')).verifyAudit));

  const credential = program
    .command('credential')
    .description('How our application proves itself to Microsoft.');
  add(credential.command('create'), 'Make a key and a certificate. Asks nobody; overwrites nothing.')
    .requiredOption('--certificate-file <file>', 'where the certificate goes, for Microsoft and the broker')
    .requiredOption('--private-key-file <file>', 'where its key goes, for the broker alone')
    .option('--name <name>', 'common name of the certificate', 'Consentry')
    .option('--lifetime <duration>', 'how long it is valid', '365d')
    .action(run(async () => (await import('./commands/credential.ts')).createCredential));
  broker(
    add(
      credential.command('rotate'),
      'Put a new certificate in the place of the broker’s. Run it again after whatever interrupted it.',
    ),
    'configuration file of the broker',
  )
    .requiredOption('--tenant <tenant>', 'tenant id in which the application is registered')
    .option('--lifetime <duration>', 'how long the new certificate is valid', '365d')
    .option('--wait <duration>', 'how long Microsoft may take to accept it', '10m')
    .option(
      '--settle <duration>',
      'how long both stay in the files, for tenants that do not know the new one yet',
      '1h',
    )
    .option('--object-id <id>', 'object id of the registration, where the application may not read it')
    .option('--old-key-id <id>', 'id of the old certificate in the registration, likewise')
    .option('--uploaded', 'the new certificate was added to the registration by hand')
    .option('--removed', 'the old certificate was removed from the registration by hand')
    .option('--every-replica', 'every replica uses the new certificate: the old one may be removed')
    .option('--give-up', 'take the rotation that is under way back: the old certificate alone')
    .action(run(async () => (await import('./commands/credential.ts')).rotateCredential));
  broker(
    add(
      credential.command('status'),
      'Say by which credentials a broker can prove itself, and which one serves.',
    ),
    'configuration file of the broker: shows a rotation that is under way',
  ).action(run(async () => (await import('./commands/credential.ts')).credentialStatus));

  const masterKey = program
    .command('master-key')
    .description('The keys that everything stored is sealed under.');
  add(
    masterKey.command('add'),
    'Add a new master key to the file. It seals from the next start of the broker.',
  )
    .option('--last', 'add it as a key that opens only: the first step where there are several brokers')
    .option('--data <folder>', 'data folder of the broker')
    .option('--config <file>', 'configuration file of the broker')
    .action(run(async () => (await import('./commands/master-key.ts')).addMasterKey));
  add(masterKey.command('use'), 'Move a master key to the first line: it seals from the next start.')
    .requiredOption('--id <id>', 'id of the key')
    .option('--data <folder>', 'data folder of the broker')
    .option('--config <file>', 'configuration file of the broker')
    .action(run(async () => (await import('./commands/master-key.ts')).useMasterKey));
  broker(add(masterKey.command('status'), 'Say how much is sealed under which master key.')).action(
    run(async () => (await import('./commands/master-key.ts')).masterKeyStatus),
  );

  add(
    vault.command('scan'),
    'Find stored credentials of partners; with --purge, take them away after a confirmation. Shows no value.',
  )
    .option('--vault <url>', 'the vault, such as https://contoso.vault.azure.net')
    .option('--tenant <tenant>', 'tenant of the vault’s subscription')
    .option('--cloud <name>', 'public (default), us-government, us-dod, china, germany')
    .option(
      '--config <file>',
      'configuration of a broker: its vault, tenant and cloud, where they are not given',
    )
    .option('--client-id <id>', 'the application that looks, or a user-assigned managed identity')
    .option('--certificate-file <file>', 'its certificate (PEM)')
    .option('--private-key-file <file>', 'the key of the certificate, where it is in a file of its own')
    .option('--secret-file <file>', 'file with its secret, instead of a certificate')
    .option('--managed-identity', 'the identity that Azure gives to this machine looks')
    .option('--purge', 'take away what was picked')
    .option('--yes', 'with --purge: the list is confirmed already')
    .option('--only <name...>', 'with --purge: these secrets and no others, of those that the scan lists')
    .option('--report <file>', 'write a report (JSON) to a new file that only you can read')
    .action(run(async () => (await import('./commands/vault-scan.ts')).vaultScan));

  target(broker(add(program.command('token'), 'Give an access token to the next program.')))
    .option('--scope <permission...>', 'permissions; everything consented when left out')
    .option('--min-lifetime <duration>', 'how long the token must live, such as 20m; at most 30m')
    .addOption(
      new Option('--access <kind>', 'for application and account, or for the application alone')
        .choices(['delegated', 'app-only'])
        .default('delegated'),
    )
    .option('--force', 'a new token now, whatever is cached and whatever rests; once a minute for a target')
    .option('--plain', 'print the token alone, also on a terminal')
    .addOption(
      new Option('--format <format>', 'a configuration for curl -K -, or JSON for ConvertFrom-Json')
        .choices(['curl', 'powershell'])
        .conflicts(['json', 'plain']),
    )
    .option('--path <path>', 'with --format: path and query of the request, which then carries its URL')
    .action(run(async () => (await import('./commands/token.ts')).token));

  target(broker(add(program.command('call'), 'Make a GET request to an API, with a token of the broker.')))
    .requiredOption('--path <path>', 'path and query, such as /v1/customers?size=100')
    .option('--all', 'follow the pages to the end')
    .option('--through-broker', 'let the broker make the call: the token does not come to this machine')
    .action(run(async () => (await import('./commands/call.ts')).callApi));

  add(program.command('explain'), 'Explain a code: what happened, who must act, what to do. Needs no broker.')
    .argument('<code>', 'an AADSTS number, an error code, a value of error or suberror')
    .action(runWith('code', async () => (await import('./commands/explain.ts')).explainCode));

  add(
    program.command('verify'),
    'Check a token of standard input: is it the one that is wanted? Needs no broker.',
  )
    .addArgument(new Argument('[token...]', 'refused: a token is never an argument'))
    .option('--file <file>', 'file with the token, instead of standard input')
    .option('--resource <resource>', 'the API: partner-center, graph, arm, defender or a URI')
    .option('--tenant <tenant>', 'the tenant that it is for')
    .option('--application <id>', 'the application that it was issued to')
    .option('--account <object id>', 'the account that it speaks for')
    .option('--scope <permission...>', 'delegated permissions that it must hold (scp)')
    .option('--role <permission...>', 'application permissions that it must hold (roles)')
    .option('--mfa', 'the sign-in must have carried MFA')
    .option('--cloud <name>', 'public (default), us-government, us-dod, china, germany')
    .option('--config <file>', 'configuration of a broker: its cloud, and its application as ours')
    .option('--own <audience...>', 'audiences that are ours: of an application or an API')
    .option('--fetch-keys', 'fetch the signing keys, and check the signature of a token that is meant for us')
    .action(runWith('token', async () => (await import('./commands/verify.ts')).verify));

  return program;
}

function add(command: Command, description: string): Command {
  return command.description(description).addOption(new Option('--json', 'print one line of JSON'));
}

function broker(command: Command, config = 'configuration file, with --data'): Command {
  return command
    .option('--url <url>', 'address of the broker’s API (CONSENTRY_URL; default http://127.0.0.1:44396)')
    .option('--key-file <file>', 'file with the key, - for standard input (CONSENTRY_KEY_FILE)')
    .option('--data <folder>', 'work on this data folder in this process, without a running broker')
    .option('--config <file>', config);
}

function target(command: Command): Command {
  return command
    .requiredOption('--partner <tenant>', 'tenant id of the partner')
    .option('--customer <tenant>', 'tenant id of the customer; left out for Partner Center')
    .requiredOption('--resource <resource>', 'partner-center, graph, arm, defender or a URI');
}

function ofCustomer(command: Command): Command {
  return command
    .requiredOption('--partner <tenant>', 'tenant id of the partner')
    .option('--customer <tenant>', 'tenant id of the customer')
    .option('--all', 'at every customer that Partner Center lists: as a sweep, which goes on in the broker')
    .addOption(each('--filter <what=text>', 'at those whose name, domain or relationship is so'))
    .option('--customers-file <file>', 'at those that the file has, a tenant id on each line')
    .option('--format <format>', 'with many: write what was found as ndjson, csv, json or table')
    .option('--out <file>', 'with many: write it to a new file that only you can read');
}

function wanted(command: Command): Command {
  return command.requiredOption(
    '--permissions <file>',
    'JSON with what is wanted: see docs/customer-consents.md',
  );
}

function taken(command: Command): Command {
  return command
    .option('--partner <tenant>', 'everything of one partner')
    .option('--everything', 'everything of this broker')
    .option('--report <file>', 'keep the report in a new file');
}

function policy(command: Command): Command {
  return command
    .requiredOption('--partner <tenant...>', 'partners that it may ask for, or all')
    .option('--resource <resource...>', 'tokens for: partner-center, graph, arm, defender or a URI')
    .option(
      '--call <call...>',
      'calls through the broker, without a token, such as graph:/v1.0/users or "GET,POST graph:/v1.0/users"',
    )
    .option('--customer <tenant...>', 'customers that it may ask for, or all')
    .option('--partner-tenant', 'tokens for the partner’s own tenant too')
    .option('--scope <permission...>', 'permissions that a token may carry; all when left out')
    .option('--access <kind...>', 'delegated, app-only or both; delegated when left out')
    .option('--per-minute <number>', 'how many requests a minute; 6000 when left out');
}

/** One at a time: an option that takes all that follows would take the id of the caller too. */
function claim(description: string): Option {
  return new Option('--claim <name=value>', description).argParser<readonly string[] | undefined>(
    (text, before = []) => [...before, text],
  );
}

/** An option that may stand several times, once for each value. */
function each(flags: string, description: string): Option {
  return new Option(flags, description).argParser<readonly string[] | undefined>((text, before = []) => [
    ...before,
    text,
  ]);
}

function newKey(command: Command): Command {
  return command
    .option('--lifetime <duration>', 'how long the key works, such as 90d')
    .option('--key-out <file>', 'write the key to a new file that only you can read, instead of printing it');
}

/** A command with one argument, which it takes as the option of this name. */
function runFor<Options extends object>(name: keyof Options & string, load: () => Promise<Run<Options>>) {
  const command = run(load);
  return (argument: string, options: Options & { readonly json?: boolean }): Promise<void> =>
    command({ ...options, [name]: argument });
}

function run<Options extends object>(load: () => Promise<Run<Options>>) {
  return async (options: Options & { readonly json?: boolean }): Promise<void> => {
    const [command, { createOutput }] = await Promise.all([load(), import('./terminal/output.ts')]);
    await command(options, createOutput({ json: options.json === true }));
  };
}

/** The same for a command with one argument, which becomes an option of this name. */
function runWith<Options extends object>(name: keyof Options, load: () => Promise<Run<Options>>) {
  return (argument: unknown, options: Options & { readonly json?: boolean }): Promise<void> =>
    run(load)({ ...options, [name]: argument });
}
