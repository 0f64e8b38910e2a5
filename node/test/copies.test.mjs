// What comes of `structuredClone` and `postMessage`: a copy that is of use, or none.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import * as threads from 'node:worker_threads';
import { startSandbox } from './setup/sandbox.mjs';

const NO_COPY = { name: 'DataCloneError' };
/** Before Node 22.10 no object can refuse. */
const canRefuse = 'markAsUncloneable' in threads;

function refusesCopies(it) {
  if (canRefuse) {
    for (const value of [it, { it }, [it]]) assert.throws(() => structuredClone(value), NO_COPY);
  } else {
    const empty = Object.fromEntries(Object.keys(it).map((name) => [name, {}]));
    assert.deepEqual(structuredClone({ it }), { it: empty });
  }
}

test('what has methods is not copied to an object without any', async (t) => {
  const sandbox = await startSandbox(t);
  const client = sandbox.client();
  const session = client.link(sandbox.instance);
  const answer = await client.requestNewQrCode(sandbox.instance);
  for (const it of [client, session, answer.qrCode, sandbox, sandbox.phone]) refusesCopies(it);
  if (canRefuse) assert.throws(() => new MessageChannel().port1.postMessage(answer), NO_COPY);
});

test('what has none is copied whole, but for its secret', async (t) => {
  const sandbox = await startSandbox(t);
  const client = sandbox.client();
  const health = await client.health(sandbox.instance);
  assert.deepEqual(structuredClone(health), health);
  const [instance] = await client.listInstances();
  assert.deepEqual(structuredClone(instance), { ...instance, accessToken: {} });
  sandbox.setStatus(sandbox.instance, 'WORKING');
  const linked = await client.link(sandbox.instance).linked();
  assert.deepEqual(structuredClone(linked), linked);
});

test('the picture of a code goes to a worker, and what is left of its life', async (t) => {
  const sandbox = await startSandbox(t);
  const { qrCode } = await sandbox.client().requestNewQrCode(sandbox.instance);
  const worker = new threads.Worker(
    `const { parentPort } = require('node:worker_threads');
     parentPort.once('message', (it) => parentPort.postMessage(it));`,
    { eval: true },
  );
  t.after(() => worker.terminate());
  const png = new Uint8Array(qrCode.png);
  const { dataUri, expiresInMs } = qrCode;
  worker.postMessage({ png, dataUri, expiresInMs }, [png.buffer]);
  const [shown] = await once(worker, 'message');
  assert.deepEqual(Buffer.from(shown.png), qrCode.png);
  assert.deepEqual([shown.dataUri, shown.expiresInMs], [dataUri, expiresInMs]);
});
