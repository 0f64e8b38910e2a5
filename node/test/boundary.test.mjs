// The boundary itself, with what only the test build has: `npm run build -- --test`.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Hypersender, HypersenderError, InternalError, Secret } from 'hypersender';
import { inside } from './setup/inside.mjs';

const { bridge, call, ERROR_CLASSES, native, traceOf, unwrap } = inside;

const begin = (work, signal) => call(work, signal, traceOf(begin));
const caught = (promise) => promise.then(assert.fail, (error) => error);

/** A defect, told without what the panic said. */
function isDefect(error) {
  assert.ok(error instanceof InternalError);
  assert.equal(error.code, 'internal');
  assert.equal(error.message, 'A defect of this library ended the call. Please report it.');
  assert.match(error.stack, /boundary\.test\.mjs/);
  assert.doesNotMatch(`${error.stack} ${JSON.stringify(error)} ${error.cause}`, /canary/);
  return true;
}

test('a panic in a call is an InternalError of that call, and the others go on', async () => {
  const other = begin((n) => native.echoInCall(bridge, n, 'still here'));
  isDefect(await caught(begin((n) => native.panicInCall(bridge, n))));
  assert.equal((await other).value, 'still here');
  assert.equal((await begin((n) => native.echoInCall(bridge, n, 'and'))).value, 'and');
});

test('a panic in what is done at once is an InternalError, thrown or rejected', async () => {
  assert.throws(() => unwrap(() => native.panicAtOnce()), isDefect);
  isDefect(await caught(begin(() => native.panicAtOnce())));
  assert.equal(native.echoText('and on it goes'), 'and on it goes');
});

test('a panic while a client is made is an InternalError, and no fault of its options', (t) => {
  const { createClient } = native;
  t.after(() => {
    native.createClient = createClient;
  });
  native.createClient = () => native.panicAtOnce();
  assert.throws(() => new Hypersender({ token: '1|a' }), isDefect);
});

test('a call that hangs is dropped when it is aborted, at once', async () => {
  const wait = async (many) => {
    const begun = performance.now();
    while (native.hanging() !== many) {
      assert.ok(performance.now() - begun < 5000, `${native.hanging()} hang`);
      await new Promise((resolve) => setImmediate(resolve));
    }
    return performance.now() - begun;
  };
  const took = [];
  do {
    const controller = new AbortController();
    const calls = Array.from({ length: 10 }, () =>
      caught(begin((n) => native.hang(bridge, n), controller.signal)),
    );
    await wait(10);
    controller.abort('enough');
    took.push(await wait(0));
    assert.deepEqual(await Promise.all(calls), Array(10).fill('enough'));
  } while (took.at(-1) >= 50 && took.length < 10); // a busy machine is not slow each time
  assert.ok(took.at(-1) < 50, `each time it took long: ${took.map(Math.round)} ms`);
});

test('every error crosses with all that it has', async () => {
  const { codes } = native.vocabulary();
  assert.ok(codes.length > 10);
  for (const code of codes) {
    const error = await caught(begin((n) => native.failWith(bridge, n, code)));
    assert.equal(error.constructor, ERROR_CLASSES[code]);
    assert.ok(error instanceof HypersenderError);
    assert.ok(error.message.length > 10);
    const { instance, ...others } = error;
    assert.deepEqual(others, {
      code,
      status: 499,
      serverMessage: 'On purpose',
      requestId: 'request-1',
      retryAfterMs: 7250,
      outcome: 'unknown',
      operation: 'restart',
      attempts: 3,
      elapsedMs: 1500,
      argument: 'phone',
      reason: 'missing',
      errors: { phone: ['is taken'] },
      limitedBy: 'server',
      location: 'https://example.com',
      jsonPath: '$.qr_code',
      lastStatus: 'FAILED',
      qrCodesShown: 2,
    });
    const { accessToken, createdAt, ...told } = instance;
    assert.ok(accessToken instanceof Secret);
    assert.equal(accessToken.reveal(), '2|access');
    assert.equal(createdAt.toISOString(), '2025-05-26T10:12:45.000Z');
    assert.deepEqual(told, {
      id: 'instance-1',
      name: 'Shop',
      phone: '+201234567890',
      serviceType: 'whatsapp',
      status: 'NEW_STATUS',
      createdAtRaw: '2025-05-26T10:12:45.000001',
      requestId: 'request-1',
    });
  }
});

const TEXTS = ['', 'a', '\0', 'é', '中文', '👍🏽', '"\\/\n\u2028', 'x'.repeat(100_000)];

test('every type crosses as it is', async () => {
  for (const text of TEXTS) {
    assert.equal(native.echoText(text), text);
    assert.equal(native.echoOptional(text), text);
    const { value, secrets } = await begin((n) => native.echoInCall(bridge, n, text));
    assert.equal(value, text);
    assert.equal(secrets[0], text);
    assert.equal(secrets[1] ?? null, null);
  }
  for (const nothing of [null, undefined]) assert.equal(native.echoOptional(nothing) ?? null, null);
  for (const number of [0, -0, 1.5, -1e300, 5e-324, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.ok(Object.is(native.echoNumber(number), number), String(number));
  }
  for (const count of [0, 1, 2 ** 32 - 1]) assert.equal(native.echoCount(count), count);
  for (const flag of [true, false]) assert.equal(native.echoFlag(flag), flag);
});

test('bytes cross as copies', () => {
  for (const length of [0, 1, 65_536]) {
    const bytes = Buffer.alloc(length, 7);
    const copy = native.echoBytes(bytes);
    assert.deepEqual(copy, bytes);
    copy.fill(8);
    assert.ok(bytes.every((byte) => byte === 7));
  }
});

test('durations cross to the microsecond, and those that can’t be are none', () => {
  for (const number of [0.001, 1, 1500.25, 86_400_000]) {
    assert.ok(Math.abs(native.echoDuration(number) - number) < 0.001);
  }
  for (const number of [0, -1, 86_400_001, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.equal(native.echoDuration(number) ?? null, null);
  }
});
