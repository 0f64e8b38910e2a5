import { inspect } from 'node:util';
import { InvalidArgumentError } from './errors.js';

/**
 * A text that shows itself only when asked to: wherever it is printed, logged, or written as
 * JSON, it is `[redacted]`.
 *
 * @example
 * ```ts
 * const token = new Secret('1|abc');
 * console.log(`${token}`, token, JSON.stringify({ token })); // [redacted] three times
 * token.reveal(); // '1|abc'
 * ```
 */
export class Secret {
  readonly #text: string;

  /** @throws {InvalidArgumentError} if it is no string. */
  constructor(text: string) {
    if (typeof text !== 'string') {
      throw new InvalidArgumentError('A secret has to be a string.', { argument: 'text' });
    }
    this.#text = text;
  }

  /** The text itself. Where it goes from here is your care. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return '[redacted]';
  }

  toJSON(): string {
    return '[redacted]';
  }

  [Symbol.toPrimitive](): string {
    return '[redacted]';
  }

  /** @internal */
  [inspect.custom](): string {
    return '[redacted]';
  }
}
