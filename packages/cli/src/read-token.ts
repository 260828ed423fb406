import { open } from 'node:fs/promises';
import { ConsentryError, Secret } from '@consentry/core';

/** More than the longest token that is looked into. */
const mostBytes = 70_000;

/**
 * Reads a token from a file, or from standard input. It is never an argument, and nothing of it stands in an error.
 * @param remedy how somebody gets the token that is wanted
 * @throws ConsentryError `usage`
 */
export async function readToken(file: string | undefined, remedy: string): Promise<Secret<string>> {
  const text = (await readInput(file)).trim();
  const token = text.replace(/^Bearer +/i, '');
  if (/^[\x21-\x7e]+$/.test(token)) return Secret.of(token);
  throw new ConsentryError('usage', {
    message: token === '' ? 'There is no token.' : 'This is not one token on one line.',
    remedy,
  });
}

/**
 * The text of a file, or of standard input, as it is.
 * @throws ConsentryError `usage`: it cannot be read, or is too long to be a token
 */
export async function readText(file: string | undefined): Promise<Secret<string>> {
  return Secret.of(await readInput(file));
}

function readInput(file: string | undefined): Promise<string> {
  return file === undefined ? readStandardInput() : readFile(file);
}

async function readStandardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin) {
    size += (chunk as Buffer).length;
    if (size > mostBytes) throw tooLong();
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function readFile(path: string): Promise<string> {
  try {
    await using file = await open(path);
    const { bytesRead, buffer } = await file.read(Buffer.alloc(mostBytes + 1), 0, mostBytes + 1, 0);
    if (bytesRead > mostBytes) throw tooLong();
    return buffer.toString('utf8', 0, bytesRead);
  } catch (cause) {
    if (cause instanceof ConsentryError) throw cause;
    throw new ConsentryError('usage', {
      message: 'The file with the token cannot be read.',
      remedy: 'Name a file that exists with --file, or give the token on standard input.',
      cause,
    });
  }
}

function tooLong(): ConsentryError {
  return new ConsentryError('usage', {
    message: 'This is too long to be a token.',
    remedy: 'Give the token alone.',
  });
}
