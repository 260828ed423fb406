import type { CommandUsage } from '../command-line/usage.ts';
import { broker } from './options.ts';

export const usage: CommandUsage = {
  summary: 'How our application proves itself to Microsoft.',
  commands: {
    create: {
      summary: 'Make a key and a certificate. Asks nobody; overwrites nothing.',
      options: [
        {
          flags: '--certificate-file <file>',
          text: 'where the certificate goes, for Microsoft and the broker',
          required: true,
        },
        {
          flags: '--private-key-file <file>',
          text: 'where its key goes, for the broker alone',
          required: true,
        },
        { flags: '--name <name>', text: 'common name of the certificate', default: 'Consentry' },
        { flags: '--lifetime <duration>', text: 'how long it is valid', default: '365d' },
      ],
      examples: [
        {
          text: 'two files, for Microsoft and for the broker',
          line: 'consentry credential create --certificate-file application.pem --private-key-file application.key',
        },
        {
          text: 'one that ends in half a year',
          line: 'consentry credential create --certificate-file application.pem --private-key-file application.key --lifetime 180d',
        },
      ],
      interrupted:
        'Upload nothing unless it said that both were made. Remove what is there, and run it again.',
      readOn: 'docs/credentials.md',
      load: async () => (await import('../commands/credential.ts')).createCredential,
    },
    rotate: {
      summary:
        'Put a new certificate in the place of the broker’s. Run it again after whatever interrupted it.',
      options: [
        ...broker('configuration file of the broker'),
        {
          flags: '--tenant <tenant>',
          text: 'tenant id in which the application is registered',
          required: true,
        },
        { flags: '--lifetime <duration>', text: 'how long the new certificate is valid', default: '365d' },
        { flags: '--wait <duration>', text: 'how long Microsoft may take to accept it', default: '10m' },
        {
          flags: '--settle <duration>',
          text: 'how long both stay in the files, for tenants that do not know the new one yet',
          default: '1h',
        },
        {
          flags: '--object-id <object id>',
          text: 'object id of the registration, where the application may not read it',
        },
        { flags: '--old-key-id <key id>', text: 'id of the old certificate in the registration, likewise' },
        { flags: '--uploaded', text: 'the new certificate was added to the registration by hand' },
        { flags: '--removed', text: 'the old certificate was removed from the registration by hand' },
        {
          flags: '--every-replica',
          text: 'every replica uses the new certificate: the old one may be removed',
        },
        { flags: '--give-up', text: 'take the rotation that is under way back: the old certificate alone' },
      ],
      examples: [
        {
          text: 'where the broker’s files are, as its user',
          line: 'consentry credential rotate --config /etc/consentry/config.json --tenant $TENANT',
        },
        {
          text: 'it is in use on every replica: remove the old one',
          line: 'consentry credential rotate --config /etc/consentry/config.json --tenant $TENANT --every-replica',
        },
        {
          text: 'take it back',
          line: 'consentry credential rotate --config /etc/consentry/config.json --tenant $TENANT --give-up',
        },
      ],
      interrupted:
        'The broker’s files hold a certificate that works, whatever was under way. Run the same command again: it goes on where it was. With --give-up it takes it back.',
      readOn: 'docs/credentials.md',
      load: async () => (await import('../commands/credential.ts')).rotateCredential,
    },
    status: {
      summary: 'Say by which credentials a broker can prove itself, and which one serves.',
      options: [...broker('configuration file of the broker: shows a rotation that is under way')],
      examples: [
        { text: 'of a running broker', line: 'consentry credential status' },
        {
          text: 'with a rotation that is under way',
          line: 'consentry credential status --config /etc/consentry/config.json',
        },
      ],
      interrupted: 'Nothing was changed. Run it again.',
      readOn: 'docs/credentials.md',
      load: async () => (await import('../commands/credential.ts')).credentialStatus,
    },
  },
};
