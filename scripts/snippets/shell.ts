import { spawnSync } from 'node:child_process';

/**
 * Cuts a block into its statements: as few lines at a time as the shell takes for whole. Comments and empty lines go with the statement
 * that follows them. A block that begins with `#!` is a program, and one statement.
 *
 * @throws TypeError for what the shell does not take, with its words
 */
export function readStatements(block: string): readonly string[] {
  if (block.startsWith('#!')) return [block];
  const statements: string[] = [];
  let lines: string[] = [];
  for (const line of block.split('\n')) {
    lines.push(line);
    if (isBlank(line) || line.endsWith('\\') || complaintOf(lines.join('\n')) !== '') continue;
    statements.push(lines.join('\n'));
    lines = [];
  }
  const rest = lines.join('\n');
  if (!lines.every(isBlank)) throw new TypeError(`no statement of a shell: ${complaintOf(rest) || rest}`);
  return statements;
}

function isBlank(line: string): boolean {
  return /^\s*(#|$)/.test(line);
}

/** What bash says of a text that it only reads; it warns of a here-document that is not over. */
function complaintOf(text: string): string {
  return spawnSync('bash', ['-n'], { input: text, encoding: 'utf8' }).stderr;
}

/**
 * The simple commands of a statement, each as its words, with those inside `$( … )` behind. Variables stay what they are. It knows what
 * our pages use: quotes, comments, redirections, pipes and lists, continued lines, here-documents; no `case`, no arithmetic.
 */
export function readCommands(statement: string): readonly (readonly string[])[] {
  const text = statement
    .replaceAll('\\\n', ' ')
    .replace(/<<-?\s*(['"]?)(\w+)\1([^\n]*)\n[^]*?\n\2(?=\n|$)/g, '$3');
  const reader: Reader = { words: [], word: undefined, commands: [], nested: [] };
  for (let at = 0; at < text.length; at += 1) at = readPart(reader, text, at);
  endCommand(reader);
  return [...reader.commands, ...reader.nested.flatMap(readCommands)];
}

interface Reader {
  words: string[];
  word: string | undefined;
  readonly commands: string[][];
  readonly nested: string[];
}

/** @returns where the part ended */
function readPart(reader: Reader, text: string, at: number): number {
  const rest = text.slice(at);
  const quoted = /^'([^']*)'/.exec(rest);
  if (quoted !== null) return push(reader, quoted[1] ?? '', at + quoted[0].length - 1);
  if (rest.startsWith('"')) {
    const end = closing(text, at + 1, '"');
    const inside = text.slice(at + 1, end);
    reader.nested.push(...substitutions(inside));
    return push(reader, inside, end);
  }
  if (rest.startsWith('$(')) {
    const end = closing(text, at + 2, ')');
    reader.nested.push(text.slice(at + 2, end));
    return push(reader, text.slice(at, end + 1), end);
  }
  const redirection = /^\d?(>>|>|<)(&\d|\s*[^\s|;&)]+)/.exec(rest);
  if (redirection !== null && reader.word === undefined) return at + redirection[0].length - 1;
  if (rest.startsWith('#') && reader.word === undefined)
    return at + (/^[^\n]*/.exec(rest)?.[0].length ?? 1) - 1;
  const [first = ''] = rest;
  if (/[|;&\n(){}]/.test(first) && !(/[{}]/.test(first) && reader.word !== undefined)) endCommand(reader);
  else if (/\s/.test(first)) endWord(reader);
  else if (first === '\\') return push(reader, text[at + 1] ?? '', at + 1);
  else push(reader, first, at);
  return at;
}

function push(reader: Reader, text: string, end: number): number {
  reader.word = (reader.word ?? '') + text;
  return end;
}

function endWord(reader: Reader): void {
  if (reader.word !== undefined) reader.words.push(reader.word);
  reader.word = undefined;
}

/** Assignments before a command are none of its words. */
function endCommand(reader: Reader): void {
  endWord(reader);
  const from = reader.words.findIndex((word) => !/^\w+=/.test(word));
  if (from !== -1) reader.commands.push(reader.words.slice(from));
  reader.words = [];
}

function substitutions(text: string): string[] {
  const start = text.indexOf('$(');
  if (start === -1) return [];
  const end = closing(text, start + 2, ')');
  return [text.slice(start + 2, end), ...substitutions(text.slice(end + 1))];
}

/** Where a quote or a substitution ends that is open at `from`. */
function closing(text: string, from: number, mark: '"' | ')'): number {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === mark) return at;
    else if (text.startsWith('$(', at)) at = closing(text, at + 2, ')');
    else if (mark === ')' && text[at] === '"') at = closing(text, at + 1, '"');
  }
  return text.length;
}
