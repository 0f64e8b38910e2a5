// What a program sees of the classes themselves.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as main from 'hypersender';
import * as testing from 'hypersender/testing';

const classes = Object.entries({ ...main, ...testing }).filter(([, it]) => /^class\b/.test(it));

test('each goes by the name that it is exported by, also where V8 speaks of it', () => {
  assert.ok(classes.length > 20);
  for (const [name, type] of classes) {
    assert.equal(type.name, name);
    assert.throws(() => type(), new RegExp(`^TypeError: Class constructor ${name} cannot`));
  }
});

test('what only this library makes says where it comes from', () => {
  const from = { QrCode: /with an answer/, LinkSession: /link\(\)/, Sandbox: /Sandbox\.start\(\)/ };
  for (const [name, message] of Object.entries(from)) {
    const [, type] = classes.find(([its]) => its === name);
    assert.throws(() => new type(), { name: 'TypeError', message });
    assert.throws(() => new type(), /^TypeError: Illegal constructor: /);
  }
});
