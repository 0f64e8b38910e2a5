// Threads of JavaScript that come and go, with calls under way.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run, start } from '../setup/program.mjs';
import { startSandbox } from '../setup/sandbox.mjs';

/** Does all that a thread can be in the middle of when it ends. */
const WORKER = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { Hypersender } = require('hypersender');
  const { Sandbox } = require('hypersender/testing');
  const client = new Hypersender();
  const asking = new Hypersender({ ...workerData.server, token: () => new Promise(() => {}) });
  const { instance } = workerData;
  (async () => {
    await client.listInstances();
    for (let n = 0; n < 10; n++) client.health(instance).catch(() => {});
    asking.listInstances().catch(() => {});
    client.link(instance).linked().catch(() => {});
    (async () => { for (;;) await client.listInstances(); })().catch(() => {});
    if (workerData.number === 0) globalThis.sandbox = await Sandbox.start();
    parentPort.postMessage('busy');
    if (workerData.number % 2) setTimeout(() => process.exit(), Math.random() * 10);
  })();
`;

const PROGRAM = `
  import { once } from 'node:events';
  import { setTimeout } from 'node:timers/promises';
  import { Worker } from 'node:worker_threads';
  const server = { baseUrl: process.env.HYPERSENDER_BASE_URL };
  const instance = process.env.HYPERSENDER_INSTANCE;
  async function comeAndGo(number) {
    const workerData = { server, instance, number };
    const worker = new Worker(${JSON.stringify(WORKER)}, { eval: true, execArgv: [], workerData });
    const exit = once(worker, 'exit');
    await Promise.race([once(worker, 'message'), exit.then(() => { throw new Error('too early'); })]);
    await setTimeout(Math.random() * 10);
    await worker.terminate();
    await exit;
  }
  let ended = 0;
  for (let round = 0; round < 20; round++) {
    const ten = Array.from({ length: 10 }, (_, number) => comeAndGo(number).then(() => ended++));
    await Promise.all(ten);
  }
  console.log(ended, 'workers ended');
`;

const LIMITS = { health: null, requestNewQrCode: null, listInstances: null };

const IN_THE_MAIN_THREAD = `
  import { Hypersender } from 'hypersender';
  const client = new Hypersender();
  await client.listInstances();
  const session = client.link(process.env.HYPERSENDER_INSTANCE);
  session.linked().catch(() => {});
`;

for (const [where, beginning, end] of [
  ['and in none else', '', ''],
  ['beside the main one', IN_THE_MAIN_THREAD, 'await client.listInstances(); session.cancel();'],
]) {
  test(`ten threads ${where} come and go 20 times while they are busy`, {
    timeout: 120_000,
  }, async (t) => {
    const sandbox = await startSandbox(t, { limits: LIMITS });
    sandbox.fault({ operation: 'health', fault: 'never_answer', times: null });
    const { code, signal, stdout, stderr } = await run(t, sandbox, PROGRAM + end, { beginning });
    assert.deepEqual({ code, signal, stderr }, { code: 0, signal: null, stderr: '' });
    assert.equal(stdout, '200 workers ended\n');
  });
}

test('what a thread that has ended left behind is gone from the server', {
  timeout: 60_000,
}, async (t) => {
  const sandbox = await startSandbox(t, { limits: LIMITS });
  sandbox.fault({ operation: 'health', fault: 'never_answer', times: null });
  const source = `
    import { Worker } from 'node:worker_threads';
    const worker = new Worker(
      "const { Hypersender } = require('hypersender');" +
      "new Hypersender().health(process.env.HYPERSENDER_INSTANCE);",
      { eval: true, execArgv: [] },
    );
    process.stdin.once('data', () => worker.terminate());
    setInterval(() => {}, 1000);`;
  const program = start(t, sandbox, source, { beginning: '', stdin: 'pipe' });
  await sandbox.waitForRequest(() => true);
  assert.equal(sandbox.requests()[0].end, undefined);
  program.child.stdin.write('end it\n');
  await sandbox.waitForRequest(({ end }) => end === 'client_left');
});
