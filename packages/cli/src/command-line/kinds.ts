import { isGuid, readId } from '@consentry/core';
import { readDuration } from '../commands/read-duration.ts';
import { readPort } from '../commands/read-port.ts';
import { resources } from '../usage/options.ts';

/** A kind of value, named by the word in the flags of an option. Words that are not here are text, which is not looked at. */
export interface Kind {
  /** `tenant id`, as in: this is no tenant id. */
  readonly what: string;
  /** How to write it. */
  readonly right: string;
  readonly isIt: (text: string) => boolean;
}

const aGuid = '11111111-2222-4333-8444-555555555555';

function guid(what: string, where: string): Kind {
  return { what, right: `Give it as ${aGuid}${where}.`, isIt: isGuid };
}

function ownId(what: string, kind: Parameters<typeof readId>[0], prefix: string, command: string): Kind {
  return {
    what: `id of ${what}`,
    right: `It begins with ${prefix}; \`consentry ${command}\` lists them.`,
    isIt: passes((text) => readId(kind, text)),
  };
}

const tenant = guid('tenant id', ', not as a domain');
const domain = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$/i;
const number: Kind = {
  what: 'whole number',
  right: 'Give a whole number from 1 on, such as 100.',
  isIt: (text) => /^[1-9]\d{0,8}$/.test(text),
};
const pair: Kind = {
  what: 'pair',
  right: 'Write name=value, without blanks around the =.',
  isIt: (text) => /^[^=\s]+=/.test(text),
};

/** The kinds, by the words in the flags. */
export const kinds: Readonly<Record<string, Kind>> = {
  tenant,
  'tenant or all': {
    ...tenant,
    right: `Give it as ${aGuid}, or write all.`,
    isIt: (text) => isGuid(text) || text === 'all',
  },
  'tenant or domain': {
    what: 'tenant id or domain',
    right: `Give it as ${aGuid}, or as fabrikam.example.`,
    isIt: (text) => isGuid(text) || domain.test(text),
  },
  'object id': guid('object id', ', as the account has it in its tenant'),
  'application id': guid('application id', ': the client id of the registration'),
  'key id': guid('key id', ', as the registration shows it'),
  grant: ownId('a grant', 'GrantId', 'gra_', 'grants'),
  sweep: ownId('a sweep', 'SweepId', 'swp_', 'sweep list'),
  caller: ownId('a caller', 'CallerId', 'cal_', 'caller list'),
  key: ownId('a key', 'CallerKeyId', 'key_', 'caller keys'),
  identity: ownId('an identity', 'CallerIdentityId', 'idt_', 'caller identity list'),
  'master key': {
    what: 'id of a master key',
    right: 'It begins with mk_; `consentry master-key status` lists them.',
    isIt: (text) => /^mk_[\w-]{16}$/.test(text),
  },
  duration: {
    what: 'duration',
    right: 'Write it as 30m, 12h or 7d.',
    isIt: passes(readDuration),
  },
  port: { what: 'port', right: 'Give a number from 1 to 65535.', isIt: passes(readPort) },
  number,
  url: {
    what: 'address',
    right: 'Write it in full, without a user and a password, such as https://consentry.contoso.example.',
    isIt: (text) => /^https?:\/\/[^@]*$/i.test(text) && URL.canParse(text),
  },
  'name=value': pair,
  'what=text': { ...pair, right: 'Write name=…, domain=… or relationship=…, without blanks around the =.' },
  resource: {
    what: 'API that is known here',
    right: `Name ${resources.join(', ')}, or a URI such as https://vault.azure.net.`,
    isIt: (text) => resources.includes(text) || isGuid(text) || URL.canParse(text),
  },
};

function passes(read: (text: string) => unknown): (text: string) => boolean {
  return (text) => {
    try {
      read(text);
      return true;
    } catch {
      return false;
    }
  };
}
