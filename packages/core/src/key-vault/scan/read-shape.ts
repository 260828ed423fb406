import { isJsonObject } from '../../http/read-json.ts';
import type { Secret } from '../../secret.ts';
import type { ReasonCode } from './reasons.ts';

/** What a value looks like; undefined: like nothing that is looked for. */
export type Shape = Extract<ReasonCode, `value_${string}`>;

/** More than Key Vault keeps in a secret, in characters. */
const mostCharacters = 26_000;
/** Opaque, but these beginnings are what Entra has been giving: seen in the field, promised nowhere (2026-11-20). */
const refreshTokens = [
  /^[01]\.A[\w-]{8,}\.[\w-]{2,}[\w.-]{40,}$/,
  /^O?AQABAAAA[\w-]{100,}$/,
  /^M\.[A-Z]\w{1,16}\.[\w.!*$-]{40,}$/,
];
const jwt = /^eyJ[\w-]+\.[\w-]+\.[\w-]*$/;
const longWord = /^[\w.!*$~+/=-]{200,}$/;
const userName = /^[^\s@:;,|]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}$/i;
const login = /^[^\s@:;,|]{1,64}@[a-z0-9.-]+\.[a-z]{2,}[:;,|]\s?\S{4,}$/i;
/** How every text begins that Windows encrypted for a user. */
const secureString = /^01000000d08c9ddf0115d1118c7a00c04fc297eb[0-9a-f]+$/i;

/**
 * Looks at a value, here and in memory alone, and says what it looks like. The answer is one of few words; nothing of the value
 * leaves.
 */
export function readShape(value: Secret<string>): Shape | undefined {
  const text = value.reveal().trim();
  if (text.length === 0 || text.length > mostCharacters) return undefined;
  if (jwt.test(text)) return 'value_access_token';
  if (refreshTokens.some((form) => form.test(text))) return 'value_refresh_token';
  if (text.startsWith('<Objs') && text.includes('System.Management.Automation.PSCredential'))
    return 'value_powershell_credential';
  if (secureString.test(text)) return 'value_secure_string';
  if (/^[{[]/.test(text)) return readJsonShape(text);
  if (userName.test(text)) return 'value_user_name';
  if (login.test(text) || isLogin(readFields(text))) return 'value_login';
  return longWord.test(text) ? 'value_long' : undefined;
}

const userFields = /^(user|user_?name|upn|user_?principal_?name|login|account|e?mail)$/i;
const passwordFields = /^(password|passwd|pwd|pass)$/i;
const refreshFields = /^refresh_?token$/i;
/** A login of a database or a mail server is nobody's account at Microsoft. */
const serverFields =
  /^(server|host|hostname|data ?source|database|initial ?catalog|port|dsn|engine|dbname)$/i;

function isLogin(fields: readonly string[]): boolean {
  const has = (form: RegExp): boolean =>
    fields.some((name) => form.test(name.replace(/^(partner|admin|csp|cpv|tenant|service)[_-]?/i, '')));
  return has(userFields) && has(passwordFields) && !fields.some((name) => serverFields.test(name));
}

/** The names of `name=value` or `name: value`, on lines or between semicolons. */
function readFields(text: string): readonly string[] {
  return text
    .split(/[\n;]/)
    .flatMap((part) => /^\s*([\w .-]{1,40}?)\s*[=:]\s*\S/.exec(part)?.[1] ?? [])
    .map((name) => name.replaceAll(/[ -]/g, ''));
}

function readJsonShape(text: string): Shape | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const objects = objectsIn(json, 0);
  if (objects.some((object) => Object.entries(object).some(([name, value]) => isRefreshToken(name, value))))
    return 'value_token_answer';
  const isHeld = objects.some((object) =>
    isLogin(Object.keys(object).filter((name) => typeof object[name] === 'string' && object[name] !== '')),
  );
  return isHeld ? 'value_login' : undefined;
}

/** In an answer of the token endpoint, and as the caches of MSAL name their entries. */
function isRefreshToken(name: string, value: unknown): boolean {
  if (refreshFields.test(name)) {
    return typeof value === 'string' ? value !== '' : isJsonObject(value) && Object.keys(value).length > 0;
  }
  return /^credential_?type$/i.test(name) && value === 'RefreshToken';
}

function objectsIn(value: unknown, depth: number): readonly Readonly<Record<string, unknown>>[] {
  if (depth > 5) return [];
  if (Array.isArray(value)) return value.flatMap((one: unknown) => objectsIn(one, depth + 1));
  if (!isJsonObject(value)) return [];
  return [value, ...Object.values(value).flatMap((one) => objectsIn(one, depth + 1))];
}
