// A session that nobody holds any more asks for nothing: what it was asking is dropped.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { startSandbox } from './setup/sandbox.mjs';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

/** Longer than the test may take, so that nothing ends by its own time. */
const timeoutMs = 3_600_000;

/** Begins one, sees it ask for a code that never comes, and forgets it. */
async function begin(sandbox, client, options) {
  const session = client.link(sandbox.instance, { timeoutMs, ...options });
  for (const events = session[Symbol.asyncIterator](); ; ) {
    if ((await events.next()).value.type === 'requesting') break;
  }
  await sandbox.waitForRequest(({ operation }) => operation === 'requestNewQrCode');
}

const { signal } = new AbortController();
for (const [how, options] of [
  ['a session that is forgotten asks for nothing', {}],
  ['nor does one whose signal lives on', { signal }],
]) {
  test(how, { timeout: 60_000 }, async (t) => {
    const sandbox = await startSandbox(t);
    sandbox.fault({ operation: 'requestNewQrCode', times: null, fault: 'never_answer' });
    const client = sandbox.client({ timeoutMs });
    await begin(sandbox, client, options);
    assert.equal(sandbox.requests('requestNewQrCode')[0].end, undefined);
    let isLeft = false;
    const left = sandbox
      .waitForRequest(({ end }) => end === 'client_left')
      .finally(() => {
        isLeft = true;
      });
    while (!isLeft) {
      collect();
      await turn(); // finalizers run between two turns
    }
    await left;
  });
}
