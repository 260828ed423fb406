/** As wide as a terminal is at the least. */
export const columns = 80;

/** Lines of whole words, each indented and none longer than 80 columns, but for a word that is. */
export function wrap(text: string, indent = 0, width = columns): readonly string[] {
  const pad = ' '.repeat(indent);
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`${pad}${word}`);
  }
  return lines;
}

/** Names and what they mean, in two columns. A name that is too long for its column has a line of its own. */
export function wrapRows(
  rows: readonly (readonly [name: string, text: string])[],
  most = 26,
): readonly string[] {
  const longest = Math.max(0, ...rows.map(([name]) => name.length).filter((length) => length <= most));
  const indent = longest + 4;
  return rows.flatMap(([name, text]) => {
    const [first = '', ...rest] = wrap(text, indent);
    const start = `  ${name}`;
    if (name.length > longest) return [start, first, ...rest];
    return [`${start.padEnd(indent)}${first.slice(indent)}`.trimEnd(), ...rest];
  });
}

/** A command, broken before an option where it is too long, so that it can still be typed. */
export function wrapCommand(line: string, indent: number, width = columns): readonly string[] {
  const parts = line.split(/ (?=--|\| )/);
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    const pad = ' '.repeat(last === undefined ? indent : indent + 2);
    // Room for the backslash.
    if (last !== undefined && last.length + 1 + part.length <= width - 2)
      lines[lines.length - 1] = `${last} ${part}`;
    else lines.push(`${pad}${part}`);
  }
  return lines.map((one, index) => (index === lines.length - 1 ? one : `${one} \\`));
}
