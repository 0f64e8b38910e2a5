// All the ways in which Node makes text of a value.

import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { format, inspect } from 'node:util';
import { deserialize, serialize } from 'node:v8';

/** Each way, and the text. */
export function* renderings(value) {
  for (const showHidden of [false, true]) {
    for (const getters of [false, true, 'get', 'set']) {
      for (const customInspect of [false, true]) {
        for (const showProxy of [false, true]) {
          const options = { showHidden, getters, customInspect, showProxy };
          const all = { depth: Number.POSITIVE_INFINITY, maxArrayLength: null };
          const way = JSON.stringify(options);
          yield [`inspect ${way}`, inspect(value, { ...options, ...all, maxStringLength: null })];
        }
      }
    }
  }
  yield ['inspect inside', inspect({ in: [value] }, { depth: null, showHidden: true })];
  yield ['JSON', JSON.stringify({ value })];
  yield ['text', attempt(() => `${value}`)];
  yield ['format', format('%s %o %O %j', value, value, value, value)];
  yield ['console', printed(value)];
  yield ['clone', attempt(() => inspect(structuredClone(value), { depth: null }))];
  yield ['copy of v8', attempt(() => inspect(deserialize(serialize(value)), { depth: null }))];
  yield ['copy', inspect({ ...value }, { depth: null })];
  yield ['keys', JSON.stringify(Object.entries(Object(value)))];
  if (value instanceof Error) yield ['stack', `${value.stack} ${value.message}`];
}

/** What can't be done shows nothing, but the reason for it may. */
export function attempt(act) {
  try {
    return act();
  } catch (error) {
    return inspect(error);
  }
}

function printed(value) {
  let text = '';
  const stream = new Writable({
    write(chunk, _, done) {
      text += chunk;
      done();
    },
  });
  const console = new Console(stream, stream);
  console.log(value);
  console.dir(value, { depth: null, showHidden: true });
  console.table([value]);
  console.error('%o', value);
  return text;
}
