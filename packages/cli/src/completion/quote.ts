/** Text in a script of a shell, as it is. It comes from our own table; a character that a shell could take for its own is a mistake there. */
export function singleQuoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** The same for PowerShell, which takes typographic quotes for its own too. */
export const powerShellQuoted = (text: string): string =>
  `'${text.replaceAll("'", "''").replaceAll('’', '’’')}'`;
/** The same for fish, in whose quotes a backslash counts. */
export const fishQuoted = (text: string): string =>
  `'${text.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`;
