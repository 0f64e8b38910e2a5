// What callers hand in, checked for its type, which the core can't do: it has one. What the value
// must be like, the core says.

import { InvalidArgumentError } from './errors.js';

type Options = Readonly<Record<string, unknown>>;

function refuse(argument: string, message: string): never {
  throw new InvalidArgumentError(message, { argument });
}

/** @internal */
export function text(argument: string, value: unknown): string {
  if (typeof value === 'string') return value;
  return refuse(argument, `${argument} has to be a string.`);
}

/**
 * The options that a caller gave; none is the same as none set. One that does not exist is refused:
 * a `timeout` that is silently ignored is a call without one.
 *
 * @internal
 */
export function options<Names extends string>(
  given: object | null | undefined,
  names: readonly Names[],
): Partial<Record<Names, unknown>> {
  if (given === undefined || given === null) return {};
  if (typeof given !== 'object') return refuse('options', 'The options have to be an object.');
  for (const name of Object.keys(given)) {
    if (!(names as readonly string[]).includes(name)) {
      refuse(name, `There is no option ${name}; there are ${names.join(', ')}.`);
    }
  }
  return given as Partial<Record<Names, unknown>>;
}

/** Takes what is set; null is what is not. */
function optional<T>(
  read: (argument: string, value: unknown) => T,
): (options: Options, argument: string) => T | undefined {
  return (options, argument) => {
    const value = options[argument];
    return value === undefined || value === null ? undefined : read(argument, value);
  };
}

/** @internal */
export const optionalText = optional(text);

/** @internal */
export const optionalNumber = optional((argument, value) => {
  if (typeof value === 'number') return value;
  return refuse(argument, `${argument} has to be a number.`);
});

/** A number of things. @internal */
export const optionalCount = optional((argument, value) => {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) {
    return Math.min(value, 0xffff_ffff);
  }
  return refuse(argument, `${argument} has to be a whole number, and not negative.`);
});

/** @internal */
export const optionalFlag = optional((argument, value) => {
  if (typeof value === 'boolean') return value;
  return refuse(argument, `${argument} has to be true or false.`);
});

/** @internal */
export const optionalSignal = optional((argument, value) => {
  if (typeof value === 'object' && value !== null && 'aborted' in value) {
    return value as AbortSignal;
  }
  return refuse(argument, `${argument} has to be an AbortSignal.`);
});

/** @internal */
export const optionalFunction = optional((argument, value) => {
  if (typeof value === 'function') return value as (...args: never[]) => unknown;
  return refuse(argument, `${argument} has to be a function.`);
});
