/**
 * Whether text for this stream may have colours: on a terminal, unless NO_COLOR says no or it can show none; elsewhere where FORCE_COLOR
 * says so.
 * @see https://no-color.org and https://force-color.org, 2026-11-26
 */
export function hasColour(
  stream: { readonly isTTY?: boolean | undefined },
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  const { NO_COLOR = '', FORCE_COLOR = '', TERM } = environment;
  if (NO_COLOR !== '') return false;
  if (FORCE_COLOR !== '') return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return stream.isTTY === true && TERM !== 'dumb';
}
