import { ConsentryError } from '@consentry/core';
import type { RequestOf } from '@consentry/core/contract';
import { type ConnectOptions, connect } from '../connect.ts';
import type { Run } from '../run.ts';
import type { Output } from '../terminal/output.ts';
import { table } from '../terminal/table.ts';
import { readClaims } from './read-claims.ts';

type ById = ConnectOptions & { readonly id: string };

export interface IdentityOptions {
  readonly issuer: string;
  readonly claim: string[];
}

/** Adds a caller that presents its own tokens and gets no key. */
export async function addKeylessCaller(
  options: ConnectOptions,
  body: RequestOf<'addKeylessCaller'>['body'],
  output: Output,
): Promise<void> {
  const { remote, close } = await connect(options);
  try {
    const caller = await remote.call('addKeylessCaller', { body });
    output.result(() => `Caller ${caller.id} was added. It has no key: it presents its own tokens.`, caller);
  } finally {
    await close();
  }
}

/** Lets a caller present the tokens that a platform gives to one program. */
export const addIdentity: Run<ById & IdentityOptions> = async (options, output) => {
  const claims = readClaims(options.claim);
  const { remote, close } = await connect(options);
  try {
    const added = await remote.call('addCallerIdentity', {
      params: { id: options.id },
      body: { issuer: options.issuer, claims },
    });
    output.result(() => `Identity ${added.id} was added.`, added);
  } finally {
    await close();
  }
};

export const listIdentities: Run<ById> = async (options, output) => {
  const { remote, close } = await connect(options);
  try {
    const { items } = await remote.call('listCallerIdentities', { params: { id: options.id } });
    output.result(
      () =>
        table(
          ['id', 'created', 'issuer', 'claims'],
          items.map(({ id, createdAt, issuer, claims }) => [id, createdAt, issuer, describe(claims)]),
        ),
      { items },
    );
  } finally {
    await close();
  }
};

export const removeIdentity: Run<ById & { readonly identity: string }> = async (options, output) => {
  const { remote, close } = await connect(options);
  try {
    const removed = await remote.call('removeCallerIdentity', {
      params: { id: options.id, identityId: options.identity },
    });
    output.result(() => `Removed ${removed.id}.`, removed);
  } finally {
    await close();
  }
};

/**
 * Reads whether a new caller is to have an identity instead of a key.
 * @throws ConsentryError `usage` for half an identity, and for one beside what a key would have
 */
export function readIdentity({
  issuer,
  claim = [],
  lifetime,
  keyOut,
}: Partial<IdentityOptions> & { readonly lifetime?: string; readonly keyOut?: string }):
  | RequestOf<'addKeylessCaller'>['body']['identity']
  | undefined {
  if (issuer === undefined && claim.length === 0) return undefined;
  if (issuer !== undefined && claim.length > 0 && lifetime === undefined && keyOut === undefined) {
    return { issuer, claims: readClaims(claim) };
  }
  throw new ConsentryError('usage', {
    message: 'A caller without a key takes --issuer and --claim, and neither --lifetime nor --key-out.',
    remedy: 'Give both of the first, or none of them: then the caller gets a key.',
  });
}

function describe(claims: Readonly<Record<string, string>>): string {
  return Object.entries(claims)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}
