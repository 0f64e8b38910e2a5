import { inspect } from 'node:util';
import { InvalidArgumentError } from './errors.js';
import { from } from './native/trace.js';

/** In each copy of this package that a program has loaded. */
const MARK = Symbol.for('hypersender.secret');

/**
 * A text that shows itself only when asked to: wherever it is printed, logged, or written as
 * JSON, it is `[redacted]`.
 *
 * It is not found in a copy either: `structuredClone` and `postMessage` leave an empty object, so
 * send what {@link Secret.reveal} gives. Node's `assert.deepStrictEqual` takes any two for equal,
 * since it sees nothing in them: compare them with {@link Secret.equals}.
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
    this.#text = from(Secret, () => {
      if (typeof text === 'string') return text;
      throw new InvalidArgumentError('A secret has to be a string.', { argument: 'text' });
    });
  }

  /** The text itself. Where it goes from here is your care. */
  reveal(): string {
    return this.#text;
  }

  /** Whether it is the same text as another secret's. */
  equals(other: Secret): boolean {
    return revealed(other) === this.#text;
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

Object.defineProperty(Secret.prototype, MARK, { value: true });

/** The text of a string or a secret, also of another copy's; none of anything else. @internal */
export function revealed(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  const isSecret = typeof value === 'object' && value !== null && MARK in value;
  return isSecret ? (value as unknown as Secret).reveal() : undefined;
}
