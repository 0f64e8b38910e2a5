// What callers hand in, checked for its type, which the core can't do: it has one. What the value
// must be like, the core says.

import { types } from 'node:util';
import { HypersenderError, InvalidArgumentError } from './errors.js';
import { native } from './native/bridge.js';
import { setStack, type Trace } from './native/trace.js';
import { coreNameOf, type Operation } from './operation.js';

type Options = Readonly<Record<string, unknown>>;

function refuse(argument: string, message: string): never {
  throw new InvalidArgumentError(message, { argument });
}

/**
 * What `read` makes of what a caller handed in; or an error of this library, also for what an
 * object of the caller's own threw when it was looked at.
 *
 * @internal
 */
export function read<T>(read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof HypersenderError) throw thrown;
    const details = { argument: 'options', cause: thrown };
    throw new InvalidArgumentError("The arguments can't be read.", details);
  }
}

/**
 * The same for a call: the error that ends it before it begins tells what was asked for, and what
 * became of it, as every other error of a call does.
 *
 * @internal
 */
export function to<T>(operation: Operation, trace: Trace, act: () => T): T {
  try {
    return read(act);
  } catch (thrown) {
    if (!(thrown instanceof InvalidArgumentError)) throw thrown;
    const { message, argument, cause } = thrown;
    const outcome = native.outcomeBefore(coreNameOf(operation)) ?? undefined;
    const details = { argument, operation, ...(outcome && { outcome }), cause };
    throw setStack(new InvalidArgumentError(message, details), trace);
  }
}

/** @internal */
export function text(argument: string, value: unknown): string {
  if (typeof value === 'string') return value;
  return refuse(argument, `${argument} has to be a string.`);
}

/** What is no name may be anything: a secret, a long text, what a terminal obeys. */
const NAME = /^[A-Za-z]\w{0,29}$/;

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
      const [argument, it] = NAME.test(name) ? [name, name] : ['options', 'of such a name'];
      refuse(argument, `There is no option ${it}; there are ${names.join(', ')}.`);
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
export function number(argument: string, value: unknown): number {
  if (typeof value === 'number') return value;
  return refuse(argument, `${argument} has to be a number.`);
}

/** @internal */
export const optionalNumber = optional(number);

/** A number of things: how many there may be, the core knows. @internal */
export const optionalCount = optional((argument, value) => {
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  return refuse(argument, `${argument} has to be a whole number.`);
});

/** A text, or the bytes of one. @internal */
export const optionalPem = optional((argument, value) => {
  if (typeof value === 'string') return value;
  if (types.isUint8Array(value)) return Buffer.from(value); // of another realm, too, such as Jest's
  return refuse(argument, `${argument} has to be a string, or a Buffer with PEM text.`);
});

/** @internal */
export const optionalFlag = optional((argument, value) => {
  if (typeof value === 'boolean') return value;
  return refuse(argument, `${argument} has to be true or false.`);
});

/** @internal */
export const optionalSignal = optional((argument, value) => {
  // One of another realm is as good.
  const { aborted, addEventListener, removeEventListener } = Object(value) as AbortSignal;
  const both = [addEventListener, removeEventListener];
  if (typeof aborted === 'boolean' && both.every((it) => typeof it === 'function')) {
    return value as AbortSignal;
  }
  return refuse(argument, `${argument} has to be an AbortSignal.`);
});

/** @internal */
export function callback(argument: string, value: unknown): (...args: never[]) => unknown {
  if (typeof value === 'function') return value as (...args: never[]) => unknown;
  return refuse(argument, `${argument} has to be a function.`);
}

/** @internal */
export const optionalCallback = optional(callback);
