import type { Finding, FindingKind, VersionState } from './finding.ts';
import { type Labels, readLabels, readPart } from './read-labels.ts';
import type { Shape } from './read-shape.ts';
import type { ReasonCode } from './reasons.ts';

/** A secret as it was looked at: no value is left. */
export interface LookedAt extends Labels {
  /** The current one first. The shape is undefined where the value was not read. */
  readonly versions: readonly (VersionState & { readonly shape: Shape | 'other' | undefined })[];
  readonly isPurgeable: boolean;
}

type Verdict = Pick<Finding, 'kind' | 'certainty'>;

const certain = (kind: FindingKind): Verdict => ({ kind, certainty: 'certain' });
const doubtful = (kind: FindingKind): Verdict => ({ kind, certainty: 'doubtful' });

/** Says of each secret whether it is picked, and why. A user name is told by the password that stands beside it. */
export function judgeSecrets(secrets: readonly LookedAt[]): readonly Finding[] {
  const pairs = findPairs(secrets);
  return secrets.flatMap((secret) => judge(secret, pairs.has(secret.name)) ?? []);
}

function judge(secret: LookedAt, isPaired: boolean): Finding | undefined {
  const { name, versions, isPurgeable } = secret;
  const labels = [...readLabels(secret), ...(isPaired ? (['pair'] as const) : [])];
  const verdicts = versions.map(({ shape, isEnabled }) =>
    isEnabled ? judgeVersion(shape, labels) : undefined,
  );
  const isDisabled = versions.every(({ isEnabled }) => !isEnabled);
  const [current] = isDisabled ? [judgeVersion(undefined, labels)] : verdicts;
  const older = verdicts.slice(1).find((verdict) => verdict?.certainty === 'certain');
  const isOlder = older !== undefined && current?.certainty !== 'certain';
  const verdict = isOlder ? older : current;
  if (verdict === undefined) return undefined;
  const isCredential = (one: Verdict | undefined): boolean =>
    isOlder ? one?.certainty === 'certain' : one !== undefined;
  const shapes = versions.flatMap(({ shape }, index) =>
    shape !== undefined && shape !== 'other' && isCredential(verdicts[index]) ? [shape] : [],
  );
  const further: readonly ReasonCode[] = [
    ...(isOlder ? (['older_version'] as const) : []),
    ...(versions.every(({ shape }) => shape === undefined) ? (['not_readable'] as const) : []),
  ];
  return {
    secret: name,
    ...(isDisabled ? doubtful(verdict.kind) : verdict),
    reasons: [...new Set([...shapes, ...labels, ...further])],
    versions: versions.map(({ version, isEnabled, createdAt }, index) => ({
      version,
      isEnabled,
      createdAt,
      isCredential: isCredential(verdicts[index]),
    })),
    plan: isOlder ? 'disable' : 'delete',
    isPurgeable,
  };
}

function judgeVersion(
  shape: Shape | 'other' | undefined,
  labels: readonly ReasonCode[],
): Verdict | undefined {
  const says = (...codes: readonly ReasonCode[]): boolean => codes.some((code) => labels.includes(code));
  switch (shape) {
    case 'value_refresh_token':
    case 'value_token_answer':
      return certain('refresh_token');
    case 'value_login':
    case 'value_powershell_credential':
      return certain('user_password');
    case 'value_access_token':
      return doubtful('access_token');
    case 'value_user_name':
      return says('pair') ? certain('user_name') : undefined;
    case 'value_secure_string':
      return says('pair') ? certain('user_password') : doubtful('user_password');
    case 'value_long':
      if (says('name_tenant', 'name_account', 'name_refresh_token', 'label_refresh_token'))
        return certain('refresh_token');
      break;
    case 'other':
    case undefined:
      break;
  }
  if (says('pair')) return certain('user_password');
  if (says('name_sample_secret')) return doubtful('application_secret');
  if (says('name_tenant', 'name_account', 'name_refresh_token', 'label_refresh_token'))
    return doubtful('refresh_token');
  return says('name_password', 'label_credential') ? doubtful('user_password') : undefined;
}

/** Secrets whose names differ in `UserName` and `Password` alone, where the first holds the name of an account. */
function findPairs(secrets: readonly LookedAt[]): ReadonlySet<string> {
  const parts = secrets.flatMap((secret) => {
    const part = readPart(secret.name);
    return part === undefined ? [] : [{ ...part, secret }];
  });
  const accounts = new Set(
    parts
      .filter(({ is, secret: { versions } }) => is === 'user' && versions[0]?.shape === 'value_user_name')
      .map(({ stem }) => stem),
  );
  const passwords = new Set(parts.filter(({ is }) => is === 'password').map(({ stem }) => stem));
  return new Set(
    parts
      .filter(({ stem, is, secret }) =>
        is === 'password'
          ? accounts.has(stem)
          : passwords.has(stem) && secret.versions[0]?.shape === 'value_user_name',
      )
      .map(({ secret }) => secret.name),
  );
}
