import {
  builtInCloudNames,
  clouds,
  ConsentryError,
  type Fetch,
  findVaultDomain,
  Secret,
  TransportError,
} from '@consentry/core';

/** A secret of a Key Vault that another tool wrote. */
export interface VaultSecret {
  /** 32 hexadecimal digits. */
  readonly version: string;
  readonly value: Secret<string>;
}

/** What became of a secret that was to go. A step that was refused carries Key Vault's status. */
export interface VaultPurge {
  /** The version that was read. A disabled one gives its value to nobody, until somebody with Set enables it again. */
  readonly disabled: StepOutcome;
  /** The secret with all its versions. `newer version`: it was left, for there is a newer one that nobody imported. */
  readonly deleted: StepOutcome | 'newer version';
  readonly purged: StepOutcome;
  /** RFC 3339. Until then whoever may recover it has the value. */
  readonly recoverableUntil?: string | undefined;
}

export type StepOutcome = 'done' | 'not tried' | `refused (${number})` | 'no answer';

/** One secret of a Key Vault, with the access token of whoever runs the command. */
export interface VaultSource {
  /** @throws ConsentryError `secret_missing`, `secret_disabled`, `vault_denied`, `vault_unavailable`, `vault_bad_response` */
  read(): Promise<VaultSecret>;
  /** Removes as much as the token allows, and says how far it came. It does not throw. */
  purge(version: string): Promise<VaultPurge>;
}

export interface VaultSourceInput {
  readonly fetch: Fetch;
  /** `https://NAME.vault.azure.net`, checked by {@link readVaultUrl} */
  readonly vaultUrl: string;
  readonly secretName: string;
  /** For the vault, and for nothing else. */
  readonly token: Secret<string>;
}

const deadlineMs = 10_000;
const maxResponseBytes = 262_144;
const domains = builtInCloudNames.map((name) => findVaultDomain(clouds[name]));

/** The token goes to a vault of Azure's, by TLS, and to no other host. @throws ConsentryError `usage` */
export function readVaultUrl(text: string): string {
  const [, name, domain] = /^https:\/\/([a-z][a-z0-9-]{1,30})\.([a-z.]+)\/?$/i.exec(text) ?? [];
  if (name !== undefined && domains.includes(domain?.toLowerCase()))
    return `https://${name}.${domain}`.toLowerCase();
  throw new ConsentryError('usage', {
    message: 'This is not the address of a Key Vault.',
    remedy: 'Give it as --from-vault https://NAME.vault.azure.net',
  });
}

/** @throws ConsentryError `usage` */
export function readSecretName(text: string): string {
  if (/^[0-9a-zA-Z-]{1,127}$/.test(text)) return text;
  throw new ConsentryError('usage', {
    message: 'This is not the name of a secret.',
    remedy: 'The official samples name it by the partner’s tenant id, which is taken without --secret-name.',
  });
}

/** @see https://learn.microsoft.com/rest/api/keyvault/secrets (7.4, 2026-11) */
export function createVaultSource({ fetch, vaultUrl, secretName, token }: VaultSourceInput): VaultSource {
  const ask = async (method: 'GET' | 'PATCH' | 'DELETE', path: string, body?: object): Promise<Answer> => {
    const answer = await fetch({
      method,
      url: `${vaultUrl}/${path}?api-version=7.4`,
      headers: {
        authorization: `Bearer ${token.reveal()}`,
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      deadlineMs,
      maxResponseBytes,
    });
    return { status: answer.status, body: parseJson(answer.body) };
  };

  const read = async (): Promise<VaultSecret> => {
    const answer = await askOrRefuse(() => ask('GET', `secrets/${secretName}`));
    if (answer.status !== 200) throw readRefusal(answer);
    const { value, id } = answer.body;
    const version = typeof id === 'string' ? /\/([0-9a-f]{32})$/.exec(id)?.[1] : undefined;
    if (typeof value !== 'string' || version === undefined) throw new ConsentryError('vault_bad_response');
    return { version, value: Secret.of(value) };
  };

  const step = async (...request: Parameters<typeof ask>): Promise<Step> => {
    try {
      const { status, body } = await ask(...request);
      return { outcome: status < 300 ? 'done' : `refused (${status})`, body };
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      return { outcome: 'no answer', body: {} };
    }
  };

  /** Undefined where it cannot be told: then the secret is left. */
  const findNewest = async (): Promise<string | undefined> => {
    try {
      return (await read()).version;
    } catch (error) {
      if (error instanceof ConsentryError) return undefined;
      throw error;
    }
  };

  return {
    read,
    async purge(version) {
      // Before it is disabled: a disabled version is not read.
      const newest = await findNewest();
      const disabled = (
        await step('PATCH', `secrets/${secretName}/${version}`, { attributes: { enabled: false } })
      ).outcome;
      if (newest !== version) {
        const deleted = newest === undefined ? 'not tried' : 'newer version';
        return { disabled, deleted, purged: 'not tried' };
      }
      const deletion = await step('DELETE', `secrets/${secretName}`);
      if (deletion.outcome !== 'done') return { disabled, deleted: deletion.outcome, purged: 'not tried' };
      const purged = (await step('DELETE', `deletedsecrets/${secretName}`)).outcome;
      const recoverableUntil =
        purged === 'done' ? undefined : readInstant(deletion.body['scheduledPurgeDate']);
      return { disabled, deleted: 'done', purged, recoverableUntil };
    },
  };
}

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

interface Step {
  readonly outcome: StepOutcome;
  readonly body: Answer['body'];
}

async function askOrRefuse(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    throw new ConsentryError('vault_unavailable', { facts: { transport: error.failure }, cause: error });
  }
}

/** The token is the command's: what the table says of the broker's identity does not fit. */
function readRefusal({ status, body }: Answer): ConsentryError {
  const facts = { status };
  if (status === 404) {
    return new ConsentryError('secret_missing', {
      message: 'The vault holds no secret of this name.',
      remedy: 'Name it with --secret-name. The official samples name it by the partner’s tenant id.',
      facts,
    });
  }
  if (status === 401) {
    return new ConsentryError('vault_denied', {
      message: 'The vault does not accept the token that was given for it.',
      remedy:
        'Give one for Key Vault, of the tenant of the vault’s subscription: az account get-access-token --resource https://vault.azure.net --query accessToken --output tsv',
      facts,
    });
  }
  if (status === 403 && isDisabled(body)) return new ConsentryError('secret_disabled', { facts });
  if (status === 403) {
    return new ConsentryError('vault_denied', {
      message: 'The vault does not let you read this secret.',
      remedy:
        'Sign in as somebody who has Get on secrets of this vault, from an address that its firewall lets in.',
      facts,
    });
  }
  return new ConsentryError(status === 429 || status >= 500 ? 'vault_unavailable' : 'vault_bad_response', {
    facts,
  });
}

function isDisabled({ error }: Answer['body']): boolean {
  return JSON.stringify(error ?? null).includes('"SecretDisabled"');
}

function parseJson(body: Uint8Array): Answer['body'] {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body));
    return typeof value === 'object' && value !== null ? (value as Answer['body']) : {};
  } catch {
    return {};
  }
}

/** Key Vault says it in seconds. */
function readInstant(value: unknown): string | undefined {
  return typeof value === 'number' && value > 0 && value < 1e11
    ? new Date(value * 1000).toISOString()
    : undefined;
}
