import { isGuid } from '@consentry/core';

/** What became of a raw value. Neither sentence repeats the value: it may be a secret in the wrong place. */
export type Reading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: string; readonly remedy: string };

/** A kind of value: how it is called in the reference, and how it is read from JSON or from the environment. */
export interface Kind<T> {
  readonly name: string;
  /** @param raw a JSON value, or the text of an environment variable */
  readonly read: (raw: unknown) => Reading<T>;
  /** How a value is shown where it is not shown as it stands. Nothing secret is in it, for none is in a setting. */
  show?(value: T): string;
}

const ok = <T>(value: T): Reading<T> => ({ ok: true, value });
const refuse = (problem: string, remedy: string): Reading<never> => ({ ok: false, problem, remedy });

function textKind<T>(name: string, remedy: string, read: (text: string) => T | undefined): Kind<T> {
  return {
    name,
    read(raw) {
      if (typeof raw !== 'string') return refuse('is not text', remedy);
      const value = read(raw);
      return value === undefined ? refuse(`is not ${name}`, remedy) : ok(value);
    },
  };
}

// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const controlCharacter = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

/** A day or an instant, as ISO 8601 writes it. @returns epoch milliseconds */
export const instant: Kind<number> = {
  ...textKind('a date', 'Write it as 2027-03-31, or with a time of day as 2027-03-31T12:00:00Z.', (text) => {
    const isDate = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z)?$/.test(text);
    const at = isDate ? Date.parse(text) : Number.NaN;
    return Number.isNaN(at) ? undefined : at;
  }),
  show: (at) => new Date(at).toISOString(),
};

/** Words for people: not empty, one line. */
export const title = textKind('one line of text', 'Write 1 to 120 characters on one line.', (text) =>
  text.trim().length > 0 && text.length <= 120 && !controlCharacter.test(text) ? text.trim() : undefined,
);

/** A path; relative ones start at the folder that the broker was started in. */
export const path = textKind('a path', 'Write the path of a file or folder.', (text) =>
  text.trim().length > 0 && !controlCharacter.test(text) ? text : undefined,
);

export const guid = textKind(
  'a GUID',
  'Write it as in the Entra portal, such as 11111111-2222-4333-8444-555555555555.',
  (text) => (isGuid(text) ? text.toLowerCase() : undefined),
);

/** An authentication context of conditional access. @see https://learn.microsoft.com/en-us/entra/identity-platform/developer-guide-conditional-access-authentication-context (2026-03) */
export const authenticationContext = textKind(
  'an authentication context',
  'Write its id, c1 to c99, as conditional access shows it.',
  (text) => (/^c[1-9][0-9]?$/.test(text) ? text : undefined),
);

/** A name of a cloud: what the known ones and the declared ones have in common. */
export const cloudName = textKind(
  'a cloud name',
  'Use lower-case letters, digits and dashes, beginning with a letter.',
  (text) => (/^[a-z][a-z0-9-]{0,62}$/.test(text) ? text : undefined),
);

/** An absolute URL without user, query and fragment. @returns it without a slash at the end */
export const baseUrl = textKind(
  'an http or https URL',
  'Write a URL such as https://host.example.',
  (text) => {
    const url = URL.parse(text);
    if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return undefined;
    if (url.username !== '' || url.password !== '' || /[?#]/.test(text)) return undefined;
    return url.href.replace(/\/+$/, '');
  },
);

/** An issuer of tokens: a URL with the tenant left open. */
export const issuer = textKind(
  'a URL that holds {tenantid} once',
  'Write a URL such as https://sts.host.example/{tenantid}/.',
  (text) => (text.split('{tenantid}').length === 2 && baseUrl.read(text).ok ? text : undefined),
);

/** A database on a Postgres server. */
export interface DatabaseUrl {
  /** A host name or address, or the path of the folder with the server's socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
}

/** Where Postgres listens unless it is told otherwise. */
const postgresPort = 5432;

/** A URL of a database on Postgres. A password in it is refused: a URL is seen by others and written down. */
export const databaseUrl: Kind<DatabaseUrl> = {
  name: 'a Postgres URL',
  read(raw) {
    const remedy = 'Write postgres://user@host:port/database, without a password and without sslmode.';
    const url = typeof raw === 'string' ? URL.parse(raw) : null;
    if (url === null || !/^postgres(ql)?:$/.test(url.protocol))
      return refuse('is not a Postgres URL', remedy);
    if (url.password !== '') {
      return refuse(
        'holds a password',
        'Take it out, put it in a file that only its owner may read, and name that in database.passwordFile. Change the password: others may have seen it.',
      );
    }
    const others = [...url.searchParams.keys()].filter((key) => key !== 'host' && key !== 'user');
    const folder = url.searchParams.get('host');
    const database = decode(url.pathname.slice(1));
    // A URL without a host cannot say a user before it.
    const user = decode(url.username) || (url.searchParams.get('user') ?? '');
    const isWhole = /^[^/]+$/.test(database) && user !== '';
    const isOnePlace = folder === null ? url.hostname !== '' : url.hostname === '' && folder.startsWith('/');
    if (!isWhole || !isOnePlace || others.length > 0 || url.hash !== '') {
      return refuse('is not a Postgres URL', remedy);
    }
    const host = folder ?? url.hostname.replace(/^\[|\]$/g, '');
    return ok({ host, port: url.port === '' ? postgresPort : Number(url.port), user, database });
  },
  show: ({ host: place, port, user, database }) =>
    place.startsWith('/')
      ? `postgres:///${database}?user=${user}&host=${place}`
      : `postgres://${user}@${place.includes(':') ? `[${place}]` : place}:${port}/${database}`,
};

/** Empty for text that is not percent-encoded as it should be. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

/** A host name or IP address to listen on. */
export const host = textKind('a host', 'Write a host name or IP address, such as 127.0.0.1.', (text) =>
  /^(?=.{1,253}$)([A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)$/.test(text)
    ? text.toLowerCase()
    : undefined,
);

/** Method names as OpenID Connect has them, parted by spaces. Empty text: none. */
export const methods = textKind(
  'authentication methods',
  'Write method names parted by spaces, such as mfa, or nothing at all.',
  (text) => (/^([a-z0-9_]+( [a-z0-9_]+)*)?$/.test(text) ? text : undefined),
);

/** Hosts, parted by commas. A dot in front stands for everything below. @returns them in lower case */
export const hosts = textKind(
  'hosts',
  'Write host names parted by commas, such as vault.contoso.example,.internal.contoso.example.',
  (text) => {
    const names = text
      .toLowerCase()
      .split(',')
      .map((name) => name.trim());
    return names.every((name) => /^\.?[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(name)) ? names : undefined;
  },
);

/** GUIDs, made lower case. */
export const guids = textKind('GUIDs', 'Write GUIDs parted by commas.', (text) => {
  const names = text.split(',').map((name) => name.trim().toLowerCase());
  return names.every(isGuid) ? names : undefined;
});

/** One of a few words. */
export function choice<const Words extends readonly string[]>(...words: Words): Kind<Words[number]> {
  const name = `one of ${words.join(', ')}`;
  return textKind(name, `Use ${words.join(', ')}.`, (text) => words.find((word) => word === text));
}

/** A whole number; text of digits in the environment. */
export function integer(minimum: number, maximum: number): Kind<number> {
  const name = `a whole number from ${minimum} to ${maximum}`;
  return {
    name,
    read(raw) {
      const value = typeof raw === 'string' && /^\d{1,15}$/.test(raw) ? Number(raw) : raw;
      return typeof value === 'number' && Number.isInteger(value) && value >= minimum && value <= maximum
        ? ok(value)
        : refuse(`is not ${name}`, `Write ${name}.`);
    },
  };
}

/** True or false; the words `true` and `false` in the environment. */
export const flag: Kind<boolean> = {
  name: 'true or false',
  read(raw) {
    if (raw === true || raw === 'true') return ok(true);
    if (raw === false || raw === 'false') return ok(false);
    return refuse('is not true or false', 'Write true or false.');
  },
};
