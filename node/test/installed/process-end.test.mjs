// A process ends by itself when nobody waits for anything, and not while somebody does.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run, start } from '../setup/program.mjs';
import { startSandbox } from '../setup/sandbox.mjs';

/** What would keep a process would do so for longer; a busy machine does not take so long. */
const SOON_MS = 5000;

/** Sees `source` end by itself soon after its last line, with nothing to complain about. */
async function endsByItself(t, sandbox, source) {
  const { code, signal, stdout, stderr, exitedAt } = await run(
    t,
    sandbox,
    `${source}\nconsole.log('done', Date.now());`,
  );
  assert.deepEqual({ code, signal, stderr }, { code: 0, signal: null, stderr: '' });
  const [, doneAt] = stdout.match(/done (\d+)/);
  assert.ok(exitedAt - Number(doneAt) < SOON_MS, `it took ${exitedAt - Number(doneAt)} ms to end`);
}

const NOTHING_AWAITED = {
  'a client that was never used': '',
  'a client with open connections': 'await client.health(instance);',
  'a client with a token callback': `
    const { HYPERSENDER_TOKEN: token, HYPERSENDER_BASE_URL: baseUrl } = process.env;
    const asking = new Hypersender({ token: async () => token, baseUrl });
    await asking.health(instance);`,
  'a client that was closed': 'await client.health(instance); await client.close();',
  'a session that nobody reads': 'globalThis.kept = client.link(instance);',
  'a session that was left': `
    for await (const { type } of client.link(instance)) if (type === 'qr_code') break;`,
  'a session that runs, and that nobody waits for at the moment': `
    globalThis.kept = client.link(instance)[Symbol.asyncIterator]();
    while ((await kept.next()).value.type !== 'qr_code');`,
  'a session that was cancelled while somebody waited': `
    const session = client.link(instance);
    const end = session.linked().catch(() => {});
    session.cancel();
    await end;`,
  'a sandbox that was not closed': `
    const { Sandbox } = await import('hypersender/testing');
    globalThis.kept = await Sandbox.start();
    await kept.client().health(kept.instance);`,
};

for (const [what, source] of Object.entries(NOTHING_AWAITED)) {
  test(`${what} keeps no process alive`, async (t) => {
    await endsByItself(t, await startSandbox(t), source);
  });
}

test('a call that was aborted keeps no process alive', async (t) => {
  const sandbox = await startSandbox(t);
  sandbox.fault({ fault: 'never_answer', times: null });
  // The timer of this signal does not keep it alive either: until then the call does.
  const source = `
    await client.health(instance, { signal: AbortSignal.timeout(100) }).catch(({ name }) => {
      if (name !== 'TimeoutError') throw new Error(name);
    });`;
  await endsByItself(t, sandbox, source);
});

const AWAITED = {
  'a call': `client.health(instance).then(({ status }) => console.log(status));`,
  'the end of a session': `client.link(instance).linked().then(({ type }) => console.log(type));`,
  'the next event of a session': `
    const read = async () => {
      for await (const { type } of client.link(instance)) console.log(type);
    };
    read();`,
};

for (const [what, source] of Object.entries(AWAITED)) {
  test(`${what} that is waited for keeps the process alive`, async (t) => {
    const sandbox = await startSandbox(t);
    sandbox.fault({ fault: { delayMs: 500 } });
    const program = start(t, sandbox, source);
    await sandbox.waitForRequest(() => true);
    sandbox.setStatus(sandbox.instance, 'WORKING');
    const { code, stdout, stderr } = await program.ended;
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
    assert.match(stdout, /(linked|SCAN_QR_CODE)\n$/);
  });
}

test('whatever is in flight, the process ends as it was told to, 100 times of 100', async (t) => {
  const sandbox = await startSandbox(t, {
    limits: { health: null, requestNewQrCode: null, listInstances: null },
  });
  sandbox.fault({ operation: 'health', fault: 'never_answer', times: null });
  const inFlight = `
    const calls = Array.from({ length: 20 }, () => client.health(instance));
    const session = client.link(instance);
    session.linked().catch(() => {});
    client.listInstances().then(() => setTimeout(end, Math.random() * 20));`;
  const ends = {
    'process.exit(7)': { code: 7, signal: null },
    'throw new Error("a mistake of its own")': { code: 1, signal: null },
    'process.kill(process.pid, "SIGTERM")': { code: null, signal: 'SIGTERM' },
    'process.reallyExit(0)': { code: 0, signal: null },
    'void (process.exitCode = 3); client.close(); for (const call of calls) call.catch(() => {})': {
      code: 3,
      signal: null,
    },
  };
  const runs = Array.from({ length: 20 }, () => Object.entries(ends)).flat();
  const next = async () => {
    for (let it = runs.pop(); it !== undefined; it = runs.pop()) {
      const [end, expected] = it;
      const { code, signal } = await run(t, sandbox, `${inFlight}\nfunction end() { ${end} }`);
      assert.deepEqual({ end, code, signal }, { end, ...expected });
    }
  };
  await Promise.all([next(), next(), next()]);
});
