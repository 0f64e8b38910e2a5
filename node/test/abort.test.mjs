// An abort ends a call in every state, at once, and leaves nothing behind.

import assert from 'node:assert/strict';
import { EventEmitter, getEventListeners, once } from 'node:events';
import { test } from 'node:test';
import { startSandbox } from './setup/sandbox.mjs';

const start = async (t, options) => {
  const sandbox = await startSandbox(t, options);
  return { sandbox, client: sandbox.client() };
};

/** How often a busy machine may be too slow. What takes as long each time is not the machine. */
const TRIES = 10;

/** Aborts, and sees the call reject with the reason, and then `after`, in 50 ms. */
async function abortEnds(begin, ready, after = () => {}) {
  const took = [];
  do {
    const reason = new Error('enough');
    const controller = new AbortController();
    const call = begin(controller.signal);
    call.catch(() => {});
    await ready(took.length);
    const begun = performance.now();
    controller.abort(reason);
    await assert.rejects(call, (error) => error === reason);
    await after(took.length);
    took.push(performance.now() - begun);
    assert.deepEqual(getEventListeners(controller.signal, 'abort'), []);
  } while (took.at(-1) >= 50 && took.length < TRIES);
  assert.ok(took.at(-1) < 50, `each time it took long: ${took.map(Math.round)} ms`);
}

/** Waits until the service has had more than `before` requests that fit. */
const more = (sandbox, before, fits = () => true) =>
  sandbox.waitForRequest(() => sandbox.requests().filter(fits).length > before);

test('before it begins, nothing is sent', async (t) => {
  const { sandbox, client } = await start(t);
  const signal = AbortSignal.abort('a reason');
  const calls = [
    client.health(sandbox.instance, { signal }),
    client.createInstance({ phone: '+201234567890', name: 'a', signal }),
    client.link(sandbox.instance, { signal }).linked(),
    client.link(sandbox.instance, { signal })[Symbol.asyncIterator]().next(),
  ];
  for (const call of calls) await assert.rejects(call, (error) => error === 'a reason');
  assert.deepEqual(sandbox.requests(), []);
});

test('while it waits for the answer, and the server sees the client leave', async (t) => {
  const { sandbox, client } = await start(t, { limits: { health: null } });
  sandbox.fault({ fault: 'never_answer', times: null });
  await abortEnds(
    (signal) => client.health(sandbox.instance, { signal }),
    (before) => more(sandbox, before),
    (before) => more(sandbox, before, ({ end }) => end === 'client_left'),
  );
});

test('while the answer drips', async (t) => {
  const { sandbox, client } = await start(t, { limits: { requestNewQrCode: null } });
  sandbox.fault({ fault: { dripBody: { everyMs: 5 } }, times: null });
  await abortEnds(
    (signal) => client.requestNewQrCode(sandbox.instance, { signal, cooldown: 'off' }),
    (before) => more(sandbox, before),
  );
});

test('while the minute is waited for', async (t) => {
  const { sandbox, client } = await start(t, { limits: { health: null } });
  await client.requestNewQrCode(sandbox.instance);
  await abortEnds(
    (signal) => client.requestNewQrCode(sandbox.instance, { signal, cooldown: 'wait' }),
    () => client.health(sandbox.instance),
  );
});

test('while it backs off', async (t) => {
  const { sandbox, client } = await start(t, { limits: { health: null } });
  const retryAfter = { 'Retry-After': '20' };
  sandbox.fault({ fault: { status: { status: 503, headers: retryAfter } }, times: null });
  await abortEnds(
    (signal) => client.health(sandbox.instance, { signal }),
    (before) => more(sandbox, before, ({ end }) => end === 'answered'),
  );
});

test('while the token is asked for', async (t) => {
  const { sandbox } = await start(t);
  const asked = new EventEmitter();
  const client = sandbox.client({
    token: () => {
      asked.emit('asked');
      return new Promise(() => {});
    },
  });
  await abortEnds(
    (signal) => client.health(sandbox.instance, { signal }),
    () => once(asked, 'asked'),
  );
});

test('of one of two who share a request the other keeps it', async (t) => {
  const { sandbox, client } = await start(t, { latencyMs: 10_000 });
  const quick = await start(t);
  const controller = new AbortController();
  const { signal } = controller;
  const left = assert.rejects(client.requestNewQrCode(sandbox.instance, { signal }), {
    name: 'AbortError',
  });
  const kept = client.requestNewQrCode(sandbox.instance);
  // All calls begin in their order, so when a later one is answered both are aboard.
  await quick.client.health(quick.sandbox.instance);
  await sandbox.waitForRequest(() => true);
  controller.abort();
  await left;
  sandbox.advance(10);
  assert.equal((await kept).id, sandbox.instance);
  assert.equal(sandbox.requests().length, 1);
});

test('AbortSignal.timeout and AbortSignal.any end a call with their reasons', async (t) => {
  const { sandbox, client } = await start(t);
  sandbox.fault({ fault: 'never_answer', times: null });
  const timeout = AbortSignal.timeout(20);
  await assert.rejects(client.health(sandbox.instance, { signal: timeout }), {
    name: 'TimeoutError',
  });
  const controller = new AbortController();
  const signal = AbortSignal.any([controller.signal, AbortSignal.timeout(60_000)]);
  const call = client.health(sandbox.instance, { signal });
  controller.abort();
  await assert.rejects(call, { name: 'AbortError' });
});

test('a signal that is kept for 10,000 calls gathers nothing, and nobody warns', async (t) => {
  const { sandbox, client } = await start(t, { limits: { health: null } });
  const warnings = [];
  const warn = (warning) => warnings.push(warning);
  process.on('warning', warn);
  t.after(() => process.off('warning', warn));
  const { signal } = new AbortController();
  let most = 0;
  for (let round = 0; round < 100; round += 1) {
    const calls = Array.from({ length: 100 }, () => client.health(sandbox.instance, { signal }));
    most = Math.max(most, getEventListeners(signal, 'abort').length);
    await Promise.all(calls);
    assert.deepEqual(getEventListeners(signal, 'abort'), []);
  }
  assert.equal(most, 1);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(warnings, []);
});

test('an abort that comes with the answer does no harm', async (t) => {
  const { sandbox, client } = await start(t, { limits: { health: null } });
  for (let round = 0; round < 200; round += 1) {
    const controller = new AbortController();
    const call = client.health(sandbox.instance, { signal: controller.signal });
    setTimeout(() => controller.abort(), round % 3);
    const [{ status, value, reason }] = await Promise.allSettled([call]);
    if (status === 'fulfilled') assert.equal(value.status, 'SCAN_QR_CODE');
    else assert.equal(reason.name, 'AbortError');
  }
});
