// 100,000 calls leave nothing behind.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { run } from '../setup/program.mjs';
import { startSandbox } from '../setup/sandbox.mjs';

const PROGRAM = `
  // No cooldown: one call after the other may ask for a code.
  const client = new Hypersender({ cooldown: 'off' });
  const { signal } = new AbortController();
  const kinds = [
    () => client.health('a', { signal }),
    () => client.listInstances({ signal }),
    async () => (await client.requestNewQrCode('a')).qrCode.png,
    () => client.restart('unknown').catch(({ code }) => code),
    () => client.health('not an id').catch(({ code }) => code),
    () => client.health('a', { signal: AbortSignal.abort() }).catch(({ name }) => name),
    async () => {
      const controller = new AbortController();
      const call = client.health('a', { signal: controller.signal }).catch(() => {});
      controller.abort();
      await call;
    },
    async () => client.link('a').cancel(),
  ];
  async function calls(count) {
    let n = 0;
    const worker = async () => {
      while (n < count) await kinds[n++ % kinds.length]();
    };
    await Promise.all(Array.from({ length: 32 }, worker));
  }
  async function memory() {
    for (let n = 0; n < 3; n++) {
      gc();
      await new Promise(setImmediate); // finalizers run between two turns
    }
    const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage();
    return { rss, heapUsed, external, arrayBuffers };
  }
  const parts = [await calls(40_000).then(memory)];
  while (parts.push(await calls(20_000).then(memory)) <= 5);
  console.log(JSON.stringify(parts));
`;

const BEGINNING = `import { Hypersender } from 'hypersender';`;

/** Answers at once, and keeps nothing: unlike the sandbox, which writes down each request. */
async function startService(t) {
  const sandbox = await startSandbox(t);
  const { qrCode } = await sandbox.client().requestNewQrCode(sandbox.instance);
  const instance = { id: 'a', name: 'a', phone: '201234567890', status: 'SCAN_QR_CODE' };
  const answers = {
    '/health': { id: 'a', status: 'SCAN_QR_CODE' },
    '/instances': [instance],
    '/request-new-qr-code': { ...instance, qr_code: qrCode.base64 },
  };
  const server = createServer((request, response) => {
    const [, found] = Object.entries(answers).find(([end]) => request.url.endsWith(end)) ?? [];
    request.resume();
    response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(found ?? { message: 'Not found.' }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${server.address().port}`, token: 'a', instance: 'a' };
}

test('memory stays as it is over 100,000 calls', { timeout: 300_000 }, async (t) => {
  const service = await startService(t);
  const options = { beginning: BEGINNING, flags: ['--expose-gc'] };
  const { code, stdout, stderr } = await run(t, service, PROGRAM, options);
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
  const parts = JSON.parse(stdout);
  const [before, after] = [parts[0], parts.at(-1)];
  const grown = (what) => (after[what] - before[what]) / 2 ** 20;
  t.diagnostic(`every 20,000 calls, MiB: ${parts.map(({ rss }) => (rss / 2 ** 20).toFixed(1))}`);
  // 10 bytes a call would be 1 MiB.
  assert.ok(grown('heapUsed') < 1, `the heap has grown by ${grown('heapUsed')} MiB`);
  assert.ok(grown('external') < 0.5, `buffers have grown by ${grown('external')} MiB`);
  assert.ok(grown('rss') < 12, `the process has grown by ${grown('rss')} MiB`);
});
