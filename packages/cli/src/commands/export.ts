import { readFile } from 'node:fs/promises';
import { ConsentryError } from '@consentry/core/remote';
import { type ConnectOptions, connect } from '../connect.ts';
import { createPrivateFile } from '../private-file.ts';
import type { Run } from '../run.ts';
import { confirm } from '../terminal/confirm.ts';
import { plain } from '../terminal/plain.ts';

interface ExportOptions extends ConnectOptions {
  readonly grant: string;
  readonly toVault?: string;
  readonly vaultTenant?: string;
  readonly secretName?: string;
  readonly toFile?: string;
  readonly recipientKey?: string;
  readonly confirm?: string;
}

/** More than the other calls take: two vaults and the sign-in are asked. */
const exportWithinMs = 60_000;

/**
 * Has the broker write a copy of a refresh token into another vault, or seal it for whoever has a key. In clear the token
 * never comes to this process.
 * @throws ConsentryError `usage`, `not_confirmed`, and as `connect` and the call
 */
export const exportGrant: Run<ExportOptions> = async (options, output) => {
  const { grant, toFile } = options;
  const way = await readWay(options);
  const question = `A copy of the refresh token of ${plain(grant)} goes to ${plain(way.words)}.`;
  const remedy = `Repeat the id: --confirm ${plain(grant)}`;
  await confirm({ text: question, word: grant, given: options.confirm, remedy });
  // Before anything is recorded: a copy that cannot be written down would have left for nothing.
  await using file = toFile === undefined ? undefined : await createPrivateFile(toFile);
  const { remote, close } = await connect(options, { deadlineMs: exportWithinMs });
  try {
    const body = { confirm: grant, ...way.body };
    const { sealed, ...exported } = await remote.call('exportGrant', { params: { id: grant }, body });
    if (sealed !== undefined) await file?.write(Buffer.from(sealed, 'base64'));
    output.result(
      () =>
        [
          `Written: ${plain(exported.secret ?? toFile ?? '')}`,
          'The grant goes on as before. Whoever can read that copy has what the account may do: it works until it expires of neglect, or the sessions of the account are revoked at Microsoft.',
        ].join('\n'),
      { ...exported, ...(toFile !== undefined && { file: toFile }) },
    );
  } finally {
    await close();
  }
};

/** @throws ConsentryError `usage` */
async function readWay({
  toVault: url,
  vaultTenant: tenant,
  secretName,
  toFile,
  recipientKey,
}: ExportOptions) {
  if (url !== undefined && toFile === undefined && recipientKey === undefined) {
    const vault = {
      url,
      ...(tenant !== undefined && { tenant }),
      ...(secretName !== undefined && { secretName }),
    };
    return { words: url, body: { vault } };
  }
  if (url === undefined && toFile !== undefined && recipientKey !== undefined) {
    return { words: toFile, body: { recipientKey: await readPublicKey(recipientKey) } };
  }
  throw new ConsentryError('usage', {
    message: 'It is not said where the copy is to go.',
    remedy: 'Give --to-vault, or --to-file and --recipient-key.',
  });
}

const mostKeyBytes = 1000;

async function readPublicKey(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new ConsentryError('usage', {
      message: `The file ${plain(file)} cannot be read.`,
      remedy: 'Name the file with the public half of the recipient’s key; it ends in .pub.',
      cause,
    });
  });
  if (text.length <= mostKeyBytes && text.startsWith('-----BEGIN PUBLIC KEY-----')) return text;
  throw new ConsentryError('usage', {
    message: `${plain(file)} holds no public key.`,
    remedy:
      'Name the file with the public half of the recipient’s key; it ends in .pub. The other half stays with the recipient.',
  });
}
