// The words of the core, and those that are handled here.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { inside } from './setup/inside.mjs';

const words = inside.native.vocabulary();
const same = (ours, core) => assert.deepEqual([...ours].sort(), [...core].sort());

test('every error code has its class, and no other', () => {
  same(Object.keys(inside.ERROR_CLASSES), words.codes);
});

test('every event is read, and no other', () => {
  same(Object.keys(inside.EVENTS), words.events);
});

test('every status is known, and no other', () => {
  same(inside.DOCUMENTED_STATUSES, words.statuses);
});

test('every operation has its name here', () => {
  const { operationFrom } = inside;
  const { Hypersender } = inside;
  for (const name of words.operations) {
    assert.equal(typeof Hypersender.prototype[operationFrom(name)], 'function', name);
  }
});

/** The words that a type declares: what a user's `switch` is checked against. */
const declared = (type) => {
  const text = readFileSync(new URL('errors.d.ts', import.meta.resolve('hypersender')), 'utf8');
  const [, union] = new RegExp(`(?:type ${type} =|${type}: )([^;]+);`).exec(text);
  return [...union.matchAll(/'(\w+)'/g)].map(([, word]) => word);
};

test('every outcome, reason, and who limits is declared, and no other', () => {
  same(declared('Outcome'), words.outcomes);
  same([...declared('ConnectionReason'), ...declared('ResponseReason')], words.reasons);
  same(declared('limitedBy'), words.limitedBy);
});
