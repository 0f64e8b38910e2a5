// Links a phone with the package that is installed, and says on what machine that was.

import { Sandbox } from 'hypersender/testing';

// On the machine's own clock, and with patience: this one may be emulated, and busy.
const sandbox = await Sandbox.start();
try {
  const client = sandbox.client({ timeoutMs: 300_000 });
  for await (const event of client.link(sandbox.instance)) {
    if (event.type !== 'qr_code') continue;
    sandbox.phone.scan(event.qrCode);
    sandbox.advance(10);
  }
  const { status } = await client.health(sandbox.instance);
  if (status !== 'WORKING') throw new Error(`no phone was linked: ${status}`);
} finally {
  await sandbox.close();
}
console.log(`Linked, by Node ${process.version} on ${process.arch}.`);
