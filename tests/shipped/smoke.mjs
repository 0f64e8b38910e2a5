// Links a phone with the package that is installed, and says on what machine that was.

import { Sandbox } from 'hypersender/testing';

const sandbox = await Sandbox.start({ speed: 60 });
try {
  const client = sandbox.client();
  for await (const event of client.link(sandbox.instance)) {
    if (event.type !== 'qr_code') continue;
    sandbox.phone.scan(event.qrCode);
  }
  const { status } = await client.health(sandbox.instance);
  if (status !== 'WORKING') throw new Error(`no phone was linked: ${status}`);
} finally {
  await sandbox.close();
}
console.log(`Linked, by Node ${process.version} on ${process.arch}.`);
