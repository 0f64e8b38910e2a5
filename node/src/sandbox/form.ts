// Between JavaScript's names and the sandbox's JSON: `acceptDelayMs: 2000` is `accept_delay: 2`.

import { InvalidArgumentError } from '../errors.js';

/** What is below these is other people's names. */
const VERBATIM: ReadonlySet<string> = new Set(['headers', 'set']);

const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const camelCase = (name: string) => name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());

/** The names of durations without their unit: the sandbox would take seconds. */
const DURATIONS: ReadonlySet<string> = new Set([
  ...['acceptDelay', 'after', 'at', 'delay', 'every', 'first', 'later', 'latency', 'linking'],
  ...['pending', 'starting', 'stopping', 'window'],
]);

function refuse(name: string): never {
  const message = `There is no ${name}; there is ${name}Ms, in milliseconds.`;
  throw new InvalidArgumentError(message, { argument: name });
}

/** As the sandbox wants it. @internal */
export function toSandbox(value: unknown): string {
  let json: string | undefined;
  try {
    json = JSON.stringify(written(value));
  } catch (thrown) {
    if (thrown instanceof InvalidArgumentError) throw thrown;
  } // else such as a bigint, or a circle
  if (json !== undefined) return json;
  const message = 'What a sandbox is told has to be plain values.';
  throw new InvalidArgumentError(message, { argument: 'options' });
}

/** What the sandbox says of what it was told, with the names that JavaScript has for it. @internal */
export function inOurNames(message: string): string {
  return message.replace(/`([^`]*)`/g, (_, path: string) => `\`${ourPath(path)}\``);
}

function ourPath(path: string): string {
  const names = path.split('.');
  const foreign = names.findIndex((name) => VERBATIM.has(name)) + 1 || names.length;
  const ours = names.slice(0, foreign).map((name) => {
    const [, word = '', index = ''] = /^([^[]*)(.*)$/.exec(camelCase(name)) ?? [];
    return `${word}${DURATIONS.has(word) ? 'Ms' : ''}${index}`;
  });
  return [...ours, ...names.slice(foreign)].join('.');
}

function written(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(written);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.map(([name, value]) => {
      if (VERBATIM.has(name)) return [name, value];
      if (name === 'operation') return [name, snakeCase(String(value))];
      if (DURATIONS.has(name)) refuse(name);
      if (!name.endsWith('Ms')) return [snakeCase(name), written(value)];
      return [snakeCase(name.slice(0, -2)), Number(value) / 1000];
    }),
  );
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
