// Everything that crosses into the native module and back, so many times: see the
// stage `memory` of `cargo xtask release-check`.

import assert from 'node:assert/strict';
import { InvalidArgumentError, NotFoundError, QrCode } from 'hypersender';
import { Sandbox } from 'hypersender/testing';

const rounds = Number(process.argv[2]);
// A slow machine under a slow tool: only what is meant to end early does.
const timeoutMs = 3_000_000;

const sandbox = await Sandbox.start({
  seed: 1,
  limits: { requestNewQrCode: null, health: null, createInstance: null },
});
const client = sandbox.client({ timeoutMs, cooldown: 'off' });
const settled = () => new Promise((then) => setTimeout(then, 20));

for (let round = 0; round < rounds; round++) {
  const { qrCode } = await client.requestNewQrCode(sandbox.instance);
  const texts = [qrCode.payload.reveal(), qrCode.svg(), qrCode.terminal(), qrCode.dataUri];
  assert.ok(texts.every((text) => text.length > 0));
  assert.equal(new QrCode(qrCode.png).payload.reveal(), texts[0]);
  await client.listInstances({ status: 'SCAN_QR_CODE' });
  await client.createInstance({ phone: '+201234567890', name: `Shop ${round}` });
  await assert.rejects(client.health('nobody'), NotFoundError);
  await assert.rejects(client.health('../..'), InvalidArgumentError);
  const controller = new AbortController();
  const aborted = client.health(sandbox.instance, { signal: controller.signal });
  controller.abort();
  await assert.rejects(aborted, { name: 'AbortError' });
  // By hand, not by a fast clock: a code has to be alive once such a machine scans it.
  sandbox.advance(60);
  for await (const event of client.link(sandbox.createInstance(), { timeoutMs })) {
    if (event.type !== 'qr_code') continue;
    sandbox.phone.scan(event.qrCode);
    sandbox.advance(60);
  }
  for await (const _ of client.link(sandbox.createInstance())) break;
  globalThis.gc?.();
  await settled();
}
await client.close();
await sandbox.close();
console.log('done');
