import {
  ClientClosedError,
  HypersenderError,
  InternalError,
  InvalidArgumentError,
} from '../errors.js';

/**
 * What the native module does at once. What it throws is made one of this library's errors; if it is
 * a defect, its text is not repeated, since it may quote what it found.
 * `argument` is what was wrong if the module could not take it, `inOurWords` what it then says of it.
 *
 * @internal
 */
export function guard<T>(
  act: () => T,
  argument = 'options',
  inOurWords = (message: string) => message,
): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof HypersenderError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error; // JavaScript's own, such as that the stack is full
    if (code === 'Closing') throw new ClientClosedError(message);
    if (code === 'InvalidArg') throw new InvalidArgumentError(inOurWords(message), { argument });
    throw new InternalError('A defect of this library ended the call. Please report it.');
  }
}
