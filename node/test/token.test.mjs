// The token callback: asked when it is needed, and what it throws reaches the caller unchanged.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Secret } from 'hypersender';
import { startSandbox } from './setup/sandbox.mjs';

const start = async (t, token) => {
  const sandbox = await startSandbox(t);
  return { sandbox, client: sandbox.client({ token: () => token(sandbox) }) };
};

test('it is asked once, and again after a 401', async (t) => {
  let asked = 0;
  const { sandbox, client } = await start(t, async (sandbox) => {
    asked += 1;
    return new Secret(sandbox.token);
  });
  assert.equal(client.qrCooldownMs(sandbox.instance), 0);
  await Promise.all([client.listInstances(), client.health(sandbox.instance)]);
  assert.equal(asked, 1);
  sandbox.replaceToken();
  await client.listInstances();
  assert.equal(asked, 2);
});

test('what it throws, or rejects with, reaches every caller unchanged', async (t) => {
  for (const thrown of [new RangeError('vault is sealed'), 'a text', undefined, { a: 1 }]) {
    for (const fail of [
      () => {
        throw thrown;
      },
      () => Promise.reject(thrown),
    ]) {
      const { sandbox, client } = await start(t, fail);
      const results = await Promise.allSettled([
        client.health(sandbox.instance),
        client.requestNewQrCode(sandbox.instance),
        client.link(sandbox.instance).linked(),
        client.link(sandbox.instance)[Symbol.asyncIterator]().next(),
      ]);
      for (const { status, reason } of results) {
        assert.equal(status, 'rejected');
        assert.equal(reason, thrown);
      }
      assert.deepEqual(sandbox.requests(), []);
    }
  }
});

test('what is no text is refused, and what is no token too', async (t) => {
  for (const token of [5, undefined, null, { token: '1|a' }, '', 'Bearer x', 'ü']) {
    const { client } = await start(t, () => token);
    await assert.rejects(client.listInstances(), { code: 'invalid_argument', argument: 'token' });
  }
});

test('its time counts in the deadline of the call', async (t) => {
  const { client } = await start(t, () => new Promise(() => {}));
  await assert.rejects(client.listInstances({ timeoutMs: 20 }), { code: 'timeout' });
});

test('it may call the client itself, and close it', async (t) => {
  const sandbox = await startSandbox(t);
  const plain = sandbox.client();
  const client = sandbox.client({
    token: async () => {
      await plain.health(sandbox.instance);
      return sandbox.token;
    },
  });
  assert.equal((await client.listInstances()).length, 1);
  const closing = sandbox.client({
    token: async () => {
      await closing.close();
      return sandbox.token;
    },
  });
  await assert.rejects(closing.listInstances(), { code: 'closed' });
});
