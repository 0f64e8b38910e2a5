// The normal form of values and errors, as tests/README.md has it.

import { QrCode, Secret } from 'hypersender';

const snakeCase = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const camelCase = (name) => name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());

/** A name here, as the core calls it: without the unit, which is always seconds there. */
const coreName = (name) => snakeCase(name.replace(/Ms$/, ''));

/** Without zeros at the end of the fraction, as the core writes it. */
const rfc3339 = (date) =>
  date.toISOString().replace(/(\.\d*?)0+Z$/, (_, some) => (some === '.' ? 'Z' : `${some}Z`));

/** Fields whose value is a name that is spelled otherwise here. */
const NAMES = new Set(['argument', 'operation']);

/** Fields whose keys are the service's. */
const VERBATIM = new Set(['errors']);

export function normal(value) {
  if (value instanceof Date) return rfc3339(value);
  if (value instanceof Error) return normal({ message: value.message, ...value });
  if (value instanceof QrCode) return normal(value.toJSON());
  if (Array.isArray(value)) return value.map(normal);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, value]) => !(value instanceof Secret));
  return Object.fromEntries(
    entries.map(([name, value]) => {
      if (NAMES.has(name)) return [name, coreName(value)];
      if (VERBATIM.has(name)) return [name, value];
      return [coreName(name), name.endsWith('Ms') ? value / 1000 : normal(value)];
    }),
  );
}

const DURATIONS = new Set(['timeout', 'connect_timeout', 'max_wait', 'qr_lifetime']);

/** Options by the core's names, as Node's. */
export function options(core) {
  return Object.fromEntries(
    Object.entries(core ?? {}).map(([name, value]) =>
      DURATIONS.has(name)
        ? [`${camelCase(name)}Ms`, milliseconds(value)]
        : [camelCase(name), value],
    ),
  );
}

/** What is no number stays what it is: it has to be refused. */
const milliseconds = (seconds) => (typeof seconds === 'number' ? seconds * 1000 : Number(seconds));

/** The `access_token`s that a value has, revealed. */
export function accessToken(value) {
  if (Array.isArray(value)) return value.map(accessToken);
  const instance = value instanceof Error ? value.instance : value;
  return instance?.accessToken?.reveal() ?? null;
}

const READ = {
  payload: (code) => code.payload.reveal(),
  png: (code) => code.png.toString('base64'),
  data_uri: (code) => code.dataUri,
  svg: (code) => code.svg(),
  terminal: (code) => code.terminal(),
  is_expired: (code) => code.isExpired,
  expires_in: (code) => code.expiresInMs / 1000,
};

/** What a step wants to know of a code. */
export function read(code, wanted) {
  return Object.fromEntries(
    wanted.map((name) => {
      try {
        return [name, READ[name](code)];
      } catch (error) {
        return [name, { error: normal(error) }];
      }
    }),
  );
}
