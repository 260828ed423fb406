import { isConsentryError } from '../../errors.ts';
import type { Clock } from '../../ports.ts';

/** What was read, and when; or why it was not. Nothing is ever assumed of what was not read. Instants are epoch milliseconds. */
export type Source<Value> =
  | { readonly outcome: 'read'; readonly value: Value; readonly at: number }
  | {
      readonly outcome: 'unreadable';
      /** A code of Consentry’s own table of errors. */
      readonly code: string;
      /** What a named person does so that it can be read. */
      readonly remedy: string;
      readonly at: number;
    };

/**
 * Reads a source to its end, or says why it cannot be read. What fails halfway was not read: half a list would pass for a whole one.
 * @param remedyOf what to do about a refusal, where the API’s own permission is known
 * @throws what is no ConsentryError: that is a defect of a program, and no answer
 */
export async function readSource<Value>(
  clock: Clock,
  read: () => Promise<Value>,
  remedyOf: (code: string) => string | undefined = () => undefined,
): Promise<Source<Value>> {
  try {
    const value = await read();
    return { outcome: 'read', value, at: clock.now() };
  } catch (error) {
    if (!isConsentryError(error)) throw error;
    const { code, remedy } = error;
    return { outcome: 'unreadable', code, remedy: remedyOf(code) ?? remedy, at: clock.now() };
  }
}

/** The value of a source that was read. */
export function valueOf<Value>(source: Source<Value>): Value | undefined {
  return source.outcome === 'read' ? source.value : undefined;
}
