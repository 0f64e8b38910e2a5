// A session that nobody holds any more asks for nothing.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { startSandbox } from './setup/sandbox.mjs';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

/** Begins one, sees it run, and forgets it. */
async function begin(sandbox, client, options) {
  const session = client.link(sandbox.instance, { timeoutMs: 3_600_000, ...options });
  await session[Symbol.asyncIterator]().next();
  const asked = sandbox.requests().length;
  while (sandbox.requests().length === asked) await sleep(20);
}

const { signal } = new AbortController();
for (const [how, options] of [
  ['a session that is forgotten asks for nothing', {}],
  ['nor does one whose signal lives on', { signal }],
]) {
  test(how, { timeout: 60_000 }, async (t) => {
    const sandbox = await startSandbox(t, { speed: 60 });
    const client = sandbox.client();
    await begin(sandbox, client, options);
    for (let n = 0; n < 5; n++) {
      collect();
      await sleep(20); // finalizers run between two turns
    }
    const asked = sandbox.requests().length;
    await sleep(1000); // a minute of the sandbox's
    assert.equal(sandbox.requests().length, asked);
  });
}
