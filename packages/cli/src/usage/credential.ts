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
          flags: '--object-id <id>',
          text: 'object id of the registration, where the application may not read it',
        },
        { flags: '--old-key-id <id>', text: 'id of the old certificate in the registration, likewise' },
        { flags: '--uploaded', text: 'the new certificate was added to the registration by hand' },
        { flags: '--removed', text: 'the old certificate was removed from the registration by hand' },
        {
          flags: '--every-replica',
          text: 'every replica uses the new certificate: the old one may be removed',
        },
        { flags: '--give-up', text: 'take the rotation that is under way back: the old certificate alone' },
      ],
      load: async () => (await import('../commands/credential.ts')).rotateCredential,
    },
    status: {
      summary: 'Say by which credentials a broker can prove itself, and which one serves.',
      options: [...broker('configuration file of the broker: shows a rotation that is under way')],
      load: async () => (await import('../commands/credential.ts')).credentialStatus,
    },
  },
};
