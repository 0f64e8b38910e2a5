// The session as Node has it: an async iterable with an end.

import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';
import { QrCode } from 'hypersender';
import { startSandbox } from './setup/sandbox.mjs';

const start = async (t, options) => {
  const sandbox = await startSandbox(t, { speed: 20, ...options });
  return { sandbox, client: sandbox.client() };
};

/** Reads up to the first event of a type. */
async function until(session, type) {
  const events = session[Symbol.asyncIterator]();
  for (;;) {
    const { done, value } = await events.next();
    assert.equal(done, false);
    if (value.type === type) return { events, event: value };
  }
}

test('the events come in order, and the loop ends after the last', async (t) => {
  const { sandbox, client } = await start(t);
  const types = [];
  for await (const event of client.link(sandbox.instance)) {
    types.push(event.type);
    if (event.type === 'qr_code') {
      assert.ok(event.qrCode instanceof QrCode);
      assert.equal(event.number, 1);
      assert.ok(event.expiresAt instanceof Date && event.nextRequestAt instanceof Date);
      assert.ok(event.expiresAt < event.nextRequestAt);
      assert.equal(sandbox.phone.scan(event.qrCode), 'linked');
    }
    if (event.type === 'linked') {
      assert.equal(event.instanceId, sandbox.instance);
      assert.equal(event.alreadyLinked, false);
      assert.ok(event.connectedAt instanceof Date);
    }
  }
  assert.equal(types[0], 'status');
  assert.ok(types.includes('requesting') && types.includes('qr_code'));
  assert.equal(types.at(-1), 'linked');
});

test('the end can be waited for alone, and beside the events, as often as one likes', async (t) => {
  const { sandbox, client } = await start(t);
  sandbox.plan({ shown: 1, afterMs: 2000, do: { scan: {} } });
  const session = client.link(sandbox.instance);
  const [first, second, last] = await Promise.all([
    session.linked(),
    session.linked(),
    (async () => {
      let last;
      for await (last of session);
      return last;
    })(),
  ]);
  assert.deepEqual(first, last);
  assert.deepEqual(second, last);
  assert.equal((await session.linked()).type, 'linked');
});

test('nothing is sent before somebody waits', async (t) => {
  const { sandbox, client } = await start(t);
  client.link(sandbox.instance);
  const session = client.link(sandbox.instance);
  session[Symbol.asyncIterator]();
  await client.health(sandbox.instance);
  assert.equal(sandbox.requests().length, 1);
});

test('who fails throws, with the last status', async (t) => {
  const { sandbox, client } = await start(t);
  const session = client.link(sandbox.instance, { maxQrCodes: 1, timeoutMs: 120_000 });
  await assert.rejects(
    async () => {
      for await (const _ of session);
    },
    (error) => {
      assert.equal(error.code, 'link_timeout');
      assert.equal(error.lastStatus, 'SCAN_QR_CODE');
      assert.equal(error.qrCodesShown, 1);
      assert.equal(error.operation, 'link');
      return true;
    },
  );
});

test('an option that is not acceptable is refused at once', (t) =>
  start(t).then(({ client }) => {
    const refused = (options, argument) =>
      assert.throws(() => client.link('a', options), { code: 'invalid_argument', argument });
    refused({ timeoutMs: 0 }, 'timeoutMs');
    refused({ qrLifetimeMs: Number.NaN }, 'qrLifetimeMs');
    refused({ maxQrCodes: 0 }, 'maxQrCodes');
    refused({ maxQrCodes: 'three' }, 'maxQrCodes');
    refused({ restartOnFailed: 'yes' }, 'restartOnFailed');
    refused({ signal: 5 }, 'signal');
    refused({ maxQRCodes: 3 }, 'maxQRCodes');
    assert.throws(() => client.link(), { argument: 'instance' });
  }));

test('the events can be read once', async (t) => {
  const { sandbox, client } = await start(t);
  const session = client.link(sandbox.instance);
  session[Symbol.asyncIterator]();
  assert.throws(() => session[Symbol.asyncIterator](), { code: 'invalid_argument' });
});

test('leaving the loop cancels', async (t) => {
  const { sandbox, client } = await start(t);
  const session = client.link(sandbox.instance);
  for await (const event of session) if (event.type === 'qr_code') break;
  await assert.rejects(session.linked(), { code: 'closed' });
});

test('cancel ends the loop without an error, and who waits for the end with one', async (t) => {
  const { sandbox, client } = await start(t);
  const session = client.link(sandbox.instance);
  const { events } = await until(session, 'qr_code');
  const next = events.next();
  const end = assert.rejects(session.linked(), { code: 'closed' });
  session.cancel();
  assert.deepEqual(await next, { done: true, value: undefined });
  await end;
  assert.deepEqual(await events.next(), { done: true, value: undefined });
});

test('return ends it, even while an event is waited for', async (t) => {
  const { sandbox, client } = await start(t);
  const { events } = await until(client.link(sandbox.instance), 'qr_code');
  const next = events.next();
  assert.deepEqual(await events.return(), { done: true, value: undefined });
  assert.equal((await next).done, true);
});

test('leaving its scope cancels', async (t) => {
  const { sandbox, client } = await start(t);
  const session = client.link(sandbox.instance);
  await until(session, 'qr_code');
  await session[Symbol.asyncDispose]();
  await assert.rejects(session.linked(), { code: 'closed' });
});

test('who asks for two events at once gets two', async (t) => {
  const { sandbox, client } = await start(t);
  const events = client.link(sandbox.instance)[Symbol.asyncIterator]();
  const [first, second] = await Promise.all([events.next(), events.next()]);
  assert.equal(first.value.type, 'status');
  assert.equal(second.value.type, 'requesting');
  await events.return();
});

test('a signal ends it with its reason, and is left alone afterwards', async (t) => {
  const { sandbox, client } = await start(t);
  const controller = new AbortController();
  const { signal } = controller;
  const session = client.link(sandbox.instance, { signal });
  const { events } = await until(session, 'qr_code');
  const reason = new Error('enough');
  const next = events.next();
  controller.abort(reason);
  await assert.rejects(next, (error) => error === reason);
  assert.deepEqual(getEventListeners(signal, 'abort'), []);
  assert.deepEqual(await events.next(), { done: true, value: undefined });
});

test('a signal ends it also while nobody waits', async (t) => {
  const { sandbox, client } = await start(t, { speed: 1 });
  const controller = new AbortController();
  const session = client.link(sandbox.instance, { signal: controller.signal });
  const { events } = await until(session, 'qr_code');
  controller.abort();
  await client.health(sandbox.instance); // what was under way is there before it
  const requests = sandbox.requests().length;
  sandbox.advance(120);
  await client.health(sandbox.instance);
  assert.equal(sandbox.requests().length, requests + 1);
  await assert.rejects(events.next(), { name: 'AbortError' });
});

test('a session that is over has forgotten its signal', async (t) => {
  const { sandbox, client } = await start(t);
  const { signal } = new AbortController();
  sandbox.setStatus(sandbox.instance, 'WORKING');
  for await (const event of client.link(sandbox.instance, { signal })) {
    if (event.type === 'linked') assert.equal(event.alreadyLinked, true);
  }
  assert.deepEqual(getEventListeners(signal, 'abort'), []);
  await client.link(sandbox.instance, { signal }).linked();
  assert.deepEqual(getEventListeners(signal, 'abort'), []);
});

test('an abort that comes after the end changes nothing', async (t) => {
  const { sandbox, client } = await start(t);
  sandbox.setStatus(sandbox.instance, 'WORKING');
  const controller = new AbortController();
  const { signal } = controller;
  const [read, awaited] = [1, 2].map(() => client.link(sandbox.instance, { signal }));
  for await (const _ of read);
  await awaited.linked();
  controller.abort();
  for (const session of [read, awaited]) {
    assert.equal((await session.linked()).type, 'linked');
  }
});

test('what reads the events is itself something to read', async (t) => {
  const { sandbox, client } = await start(t);
  const events = client.link(sandbox.instance)[Symbol.asyncIterator]();
  const types = [(await events.next()).value.type];
  for await (const event of events) {
    types.push(event.type);
    if (event.type === 'qr_code') sandbox.phone.scan(event.qrCode);
  }
  assert.equal(types[0], 'status');
  assert.equal(types.at(-1), 'linked');
});

test('who leaves the events by hand cancels the session, as JavaScript has it', async (t) => {
  const { sandbox, client } = await start(t);
  const ways = {
    return: async (events) => {
      assert.deepEqual(await events.return('given'), { done: true, value: 'given' });
    },
    throw: (events) => assert.rejects(events.throw(new RangeError('thrown')), RangeError),
    dispose: (events) => events[Symbol.asyncDispose](),
  };
  for (const [name, leave] of Object.entries(ways)) {
    const session = client.link(sandbox.instance);
    const events = session[Symbol.asyncIterator]();
    await events.next();
    await leave(events);
    assert.deepEqual(await events.next(), { done: true, value: undefined }, name);
    await assert.rejects(session.linked(), { code: 'closed' }, name);
  }
});

test('an id that can’t be one is refused where it is given', async (t) => {
  const { client } = await start(t);
  for (const id of ['not an id!', '', '../x', 5]) {
    assert.throws(() => client.link(id), { code: 'invalid_argument', operation: 'link' });
  }
});

test('a program that was busy is never handed a code that is dead', async (t) => {
  const { sandbox, client } = await start(t, { latencyMs: 3000 });
  const events = client.link(sandbox.instance)[Symbol.asyncIterator]();
  const next = async () => (await events.next()).value;
  while ((await next()).type !== 'requesting');
  const coming = next();
  for (let n = 0; n < 10; n++) await null; // it has asked, and heard of nothing yet
  const until = Date.now() + 2000; // two minutes of the sandbox's, in which the code comes and dies
  while (Date.now() < until);
  let event = await coming;
  while (event.type !== 'qr_code') {
    assert.notEqual(event.type, 'qr_expired'); // nobody saw that code
    event = await next();
  }
  assert.equal(event.qrCode.isExpired, false);
});
