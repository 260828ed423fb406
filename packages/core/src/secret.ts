/** How Node's inspector asks; named by hand, so that the types of this door need no others. */
const inspect = Symbol.for('nodejs.util.inspect.custom');
const placeholder = '[secret]';

/**
 * A value that must not be shown. It prints as `[secret]` in a template, in JSON and in the inspector; the
 * value itself comes out only by {@link Secret.reveal}. That is called where a value goes onto the wire, to a
 * check, into a digest, a MAC or a cipher, or to the one whom it is for, and in no other file:
 * `scripts/import-rules.test.ts` holds the list.
 *
 * It guards against accidents (a log line, an error, a JSON answer). It is no protection against code that
 * runs in the same process and wants the value.
 */
export class Secret<T> {
  readonly #value: T;

  private constructor(value: T) {
    this.#value = value;
  }

  /** Wraps a value. Wrap it at the place where it enters the program. */
  static of<T>(value: T): Secret<T> {
    return new Secret(value);
  }

  /** The value. Every call is a place to look at in a review. */
  reveal(): T {
    return this.#value;
  }

  toString(): string {
    return placeholder;
  }

  toJSON(): string {
    return placeholder;
  }

  [inspect](): string {
    return placeholder;
  }
}
