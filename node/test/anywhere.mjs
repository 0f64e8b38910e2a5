// What has to work on every runtime, without the help of a test runner.

import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { HypersenderError, NotFoundError, RateLimitError, Secret } from 'hypersender';
import { Sandbox } from 'hypersender/testing';

const times = { stoppingMs: 0, pendingMs: 0, startingMs: 0, linkingMs: 0 };
const start = (options) => Sandbox.start({ seed: 1, times, ...options });
const caught = (promise) =>
  promise.then(
    () => assert.fail('it succeeded'),
    (error) => error,
  );

const DOES = {
  async 'links a phone'() {
    const sandbox = await start();
    const types = [];
    for await (const event of sandbox.client().link(sandbox.instance)) {
      types.push(event.type);
      if (event.type === 'qr_code') sandbox.phone.scan(event.qrCode);
    }
    assert.equal(types.at(-1), 'linked');
    await sandbox.close();
  },
  async 'fails with its classes, their fields and the line of the caller'() {
    const sandbox = await start();
    const client = sandbox.client();
    const error = await caught(client.health('none'));
    assert.ok(error instanceof NotFoundError && error instanceof HypersenderError);
    assert.deepEqual([error.code, error.status, error.operation], ['not_found', 404, 'health']);
    assert.match(error.stack, /anywhere\.mjs/);
    await client.requestNewQrCode(sandbox.instance);
    assert.ok((await caught(client.requestNewQrCode(sandbox.instance))) instanceof RateLimitError);
    assert.equal((await caught(client.health(5))).code, 'invalid_argument');
    await sandbox.close();
  },
  async aborts() {
    const sandbox = await start();
    sandbox.fault({ fault: 'never_answer', times: null });
    const client = sandbox.client();
    const timeout = await caught(client.health('a', { signal: AbortSignal.timeout(20) }));
    assert.equal(timeout.name, 'TimeoutError');
    const controller = new AbortController();
    const before = sandbox.requests().length; // a busy machine may not have sent the first
    const call = caught(client.health('a', { signal: controller.signal }));
    await sandbox.waitForRequest(() => sandbox.requests().length > before);
    controller.abort('enough');
    assert.equal(await call, 'enough');
    await sandbox.waitForRequest(({ end }) => end === 'client_left');
    await sandbox.close();
  },
  async 'asks a function for the token, and hands on what it throws'() {
    const sandbox = await start();
    const client = sandbox.client({ token: async () => new Secret(sandbox.token) });
    assert.equal((await client.listInstances()).length, 1);
    const thrown = new RangeError('sealed');
    const failing = sandbox.client({
      token: () => {
        throw thrown;
      },
    });
    assert.equal(await caught(failing.listInstances()), thrown);
    await sandbox.close();
  },
  async 'has a picture, a text and a file of a code, and shows no secret'() {
    const sandbox = await start();
    const answer = await sandbox.client().requestNewQrCode(sandbox.instance);
    const { qrCode } = answer;
    assert.deepEqual([...qrCode.png.subarray(1, 4)], [0x50, 0x4e, 0x47]);
    assert.match(qrCode.terminal(), /▀/);
    const payload = qrCode.payload.reveal();
    const shown =
      inspect(answer, { depth: null, showHidden: true, getters: true }) + JSON.stringify(answer);
    assert.ok(
      !shown.includes(payload) &&
        !shown.includes(qrCode.base64) &&
        !shown.includes(answer.accessToken.reveal()),
    );
    await sandbox.close();
  },
  async 'has 200 calls under way at once'() {
    const sandbox = await start({ limits: { health: null } });
    const client = sandbox.client();
    const all = await Promise.all(
      Array.from({ length: 200 }, () => client.health(sandbox.instance)),
    );
    assert.equal(all.length, 200);
    await sandbox.close();
  },
};
for (const [what, act] of Object.entries(DOES)) {
  await act();
  console.log(what);
}
// Neither a client nor a sandbox keeps the process alive.
globalThis.kept = (await start()).client();
await globalThis.kept.health('none').catch(() => {});
