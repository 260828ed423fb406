/** A declaration as it stands in the source. */
export interface Declaration {
  /** The text of its doc comment, without the stars; empty where it has none. */
  readonly doc: string;
  /** What a reader needs to use it: of a function and a class no bodies, of a constant no value. */
  readonly code: string;
}

/** Finds the declaration of a name that a file exports. Overloads of a function stand together. */
export function findDeclaration(text: string, name: string): Declaration | undefined {
  const pattern = new RegExp(
    `(?:^/\\*\\*(?<doc>(?:(?!\\*/)[^])*)\\*/\\n(?://[^\\n]*\\n)?)?^(?:export )?(?<head>(?:declare |abstract |async )*(?<kind>function\\*?|class|const|interface|type) ${name}\\b)`,
    'gm',
  );
  const found = [...text.matchAll(pattern)];
  const [first] = found;
  if (first === undefined) return undefined;
  const overloads = found.filter((match) => match.groups?.['kind'] === first.groups?.['kind']);
  const codes = overloads.map((match) =>
    cut(
      text,
      match.index + match[0].length - (match.groups?.['head'] ?? '').length,
      match.groups?.['kind'] ?? '',
    ),
  );
  // Of several the last is the one with the body, which nobody calls.
  const shown =
    codes.length > 1 && first.groups?.['kind'] === 'function' ? codes.slice(0, -1) : codes.slice(0, 1);
  return { doc: readDoc(first.groups?.['doc'] ?? ''), code: shown.join('\n') };
}

function readDoc(comment: string): string {
  return comment
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, ''))
    .join('\n')
    .trim();
}

function cut(text: string, from: number, kind: string): string {
  const rest = text.slice(from);
  if (kind === 'const') return /^[^=]*?(?=\s*(?::[^]*?)?=)/.exec(rest)?.[0].trim() + annotation(rest);
  if (kind === 'class') return classWithoutBodies(blockOf(rest));
  if (kind === 'interface') return blockOf(rest);
  if (kind === 'type') return rest.slice(0, endOfStatement(rest));
  return `${rest.slice(0, startOfBody(rest)).trimEnd()};`;
}

/** The type that a constant says it has; its value is no part of the reference. */
function annotation(rest: string): string {
  return /^const \w+(: [^=\n]+?) =/.exec(rest)?.[1] ?? '';
}

/** To the line that closes it: formatted source closes a declaration in the first column. */
function blockOf(rest: string): string {
  const line = /^[^\n]*\{\}$/m.exec(rest);
  if (line?.index === 0) return line[0];
  return rest.slice(0, (/\n\}/.exec(rest)?.index ?? rest.length) + 2);
}

function classWithoutBodies(block: string): string {
  const lines = block.split('\n');
  const kept: string[] = [];
  let isInBody = false;
  for (const line of lines) {
    if (isInBody) {
      if (line === '  }' || line === '  };') isInBody = false;
      continue;
    }
    if (/^ {2}(readonly )?#|^ {2}private |^ {2}\[inspect\]/.test(line)) isInBody = line.endsWith('{');
    else if (/^ {2}\S.*\{$/.test(line) && !line.trimStart().startsWith('*')) {
      kept.push(line.replace(/ \{$/, ';'));
      isInBody = true;
    } else kept.push(line);
  }
  return kept
    .filter((line, at) => line !== '' || kept[at + 1] !== '')
    .join('\n')
    .replace('{\n\n', '{\n');
}

/** The first semicolon behind which nothing of the declaration can follow. */
function endOfStatement(rest: string): number {
  return (/;(?=\n(?:\n|[^\s}|])|\n?$)/.exec(rest)?.index ?? rest.length) + 1;
}

/** Where the body of a function begins: the brace at the end of the line that closes its head. */
function startOfBody(rest: string): number {
  let depth = 0;
  for (let at = 0; at < rest.length; at += 1) {
    const character = rest[at] ?? '';
    if (character === '(' || character === '<') depth += 1;
    else if (character === ')' || (character === '>' && rest[at - 1] !== '=')) depth -= 1;
    else if (depth === 0 && rest.startsWith('{\n', at)) return at;
    else if (depth === 0 && character === ';') return at;
  }
  return rest.length;
}
