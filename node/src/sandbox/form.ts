// Between JavaScript's names and the sandbox's JSON: `acceptDelayMs: 2000` is `accept_delay: 2`.

import { InvalidArgumentError } from '../errors.js';
import { OPERATIONS } from '../operation.js';

/** What is below these is other people's names. */
const VERBATIM: ReadonlySet<string> = new Set(['headers', 'set']);

const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const camelCase = (name: string) => name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());

/** The names of durations without their unit: the sandbox would take seconds. @internal */
export const DURATIONS: ReadonlySet<string> = new Set([
  ...['acceptDelay', 'after', 'at', 'delay', 'every', 'first', 'later', 'latency', 'linking'],
  ...['pending', 'starting', 'stopping', 'window'],
]);

/**
 * What the sandbox knows and JavaScript has no name for: the virtual time of tests in Rust, and a few
 * ways to happen upon a code that `Phone` has methods for.
 */
const UNNAMED: ReadonlySet<string> = new Set(['virtualTime', 'script', 'requestCode']);

function refuse(argument: string, message: string): never {
  throw new InvalidArgumentError(message, { argument });
}

/** What the sandbox is told, and how to say in JavaScript's names what it has to say of that. */
export interface Told {
  readonly json: string;
  readonly inOurNames: (message: string) => string;
}

/** As the sandbox wants it. @internal */
export function toSandbox(value: unknown): Told {
  const given = new Map<string, string>();
  let json: string | undefined;
  try {
    json = JSON.stringify(written(value, given));
  } catch (thrown) {
    if (thrown instanceof InvalidArgumentError) throw thrown;
  } // else such as a bigint, or a circle
  if (json === undefined) refuse('options', 'What a sandbox is told has to be plain values.');
  return { json, inOurNames: (message) => inOurNames(message, given) };
}

function inOurNames(message: string, given: ReadonlyMap<string, string>): string {
  const told = message.replace(/`([^`]*)`/g, (_, path: string) => `\`${ourPath(path, given)}\``);
  return told.replace(/(["`])\w+\1(?:, \1\w+\1)* (and|or) \1\w+\1/g, ourList);
}

/** What there is to choose from, as far as it has a name here. */
function ourList(list: string, quote: string, last: string): string {
  const words = [...list.matchAll(/\w+(?=["`])/g)].map(([word]) => PROPERTIES.get(word) ?? word);
  const ours = words.filter((word) => !UNNAMED.has(word)).map((word) => quote + word + quote);
  return `${ours.slice(0, -1).join(', ')} ${last} ${ours.at(-1)}`;
}

/** Texts that the sandbox offers for what is a property here. */
const PROPERTIES: ReadonlyMap<string, string> = new Map([
  ['delay', 'delayMs'],
  ['request_code', 'requestCode'],
  ...[
    ...['confirmPasskey', 'contentType', 'createInstance', 'dripBody', 'replaceToken'],
    'setStatus',
  ].map((name): [string, string] => [snakeCase(name), name]),
]);

function ourPath(path: string, given: ReadonlyMap<string, string>): string {
  const names = path.split('.');
  const foreign = names.findIndex((name) => VERBATIM.has(name)) + 1 || names.length;
  const ours = names.slice(0, foreign).map((name) => {
    const [, word = '', index = ''] = /^([^[]*)(.*)$/.exec(name) ?? [];
    return `${given.get(word) ?? ourName(word)}${index}`;
  });
  return [...ours, ...names.slice(foreign)].join('.');
}

function ourName(word: string): string {
  const name = camelCase(word);
  return DURATIONS.has(name) ? `${name}Ms` : name;
}

/** `given` learns under which name the sandbox knows what the caller wrote. */
function written(value: unknown, given: Map<string, string>): unknown {
  if (Array.isArray(value)) return value.map((it) => written(it, given));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.map(([name, value]) => {
      if (VERBATIM.has(name)) return [name, value];
      const theirs = snakeCase(name.replace(/Ms$/, ''));
      given.set(theirs, name);
      return [theirs, property(name, value, given)];
    }),
  );
}

function property(name: string, value: unknown, given: Map<string, string>): unknown {
  if (name.includes('_')) refuse(name, `There is no ${name}; names are like ${camelCase(name)}.`);
  if (UNNAMED.has(name)) refuse(name, `There is no ${name}.`);
  if (DURATIONS.has(name))
    refuse(name, `There is no ${name}; there is ${name}Ms, in milliseconds.`);
  if (name === 'operation') return operationTo(value);
  if (!name.endsWith('Ms')) return written(value, given);
  if (typeof value !== 'number') refuse(name, `${name} has to be a number.`);
  return value / 1000;
}

/** An operation of the API by the sandbox's name. @internal */
export function operationTo(value: unknown): string {
  const known = OPERATIONS.filter((name) => name !== 'link');
  if ((known as readonly unknown[]).includes(value)) return snakeCase(String(value));
  return refuse('operation', `operation has to be one of ${known.join(', ')}.`);
}

/** The names of durations, which the sandbox tells in seconds. */
const SECONDS: ReadonlySet<string> = new Set(['at', 'alive_for']);

/** As JavaScript has it; null is what is not there. @internal */
export function fromSandbox<T>(json: string): T {
  return read(JSON.parse(json)) as T;
}

function read(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(read);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, value]) => value !== null);
  return Object.fromEntries(
    entries.map(([name, value]) => {
      if (VERBATIM.has(name)) return [name, value];
      if (name === 'operation') return [name, camelCase(String(value))];
      if (!SECONDS.has(name)) return [camelCase(name), read(value)];
      return [`${camelCase(name)}Ms`, Number(value) * 1000];
    }),
  );
}
