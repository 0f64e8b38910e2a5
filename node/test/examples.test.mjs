// The pages in `examples`, served as they stand there. `tests/browser` looks at one of them.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startSandbox } from './setup/sandbox.mjs';

/** Starts one for the sandbox's instance. Its address. */
async function serve(t, name, sandbox) {
  const file = fileURLToPath(new URL(`../examples/${name}.mjs`, import.meta.url));
  const child = spawn(process.execPath, [file], {
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      HYPERSENDER_TOKEN: sandbox.token,
      HYPERSENDER_BASE_URL: sandbox.url,
      HYPERSENDER_INSTANCE: sandbox.instance,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => child.kill());
  const ended = once(child, 'exit').then(([code]) => assert.fail(`${name} ended with ${code}`));
  ended.catch(() => {}); // as it does at last
  const said = once(child.stdout.setEncoding('utf8'), 'data');
  const [line] = await Promise.race([said, ended]);
  return line.trim();
}

/** The events of an answer, as they come. */
async function* eventsOf({ body }) {
  let text = '';
  for await (const part of body.pipeThrough(new TextDecoderStream())) {
    const events = (text + part).split('\n\n');
    text = events.pop();
    for (const event of events) yield JSON.parse(event.replace(/^data: /, ''));
  }
}

for (const name of ['link-page', 'link-page-express']) {
  test(`${name} streams a session to its end`, { timeout: 60_000 }, async (t) => {
    const sandbox = await startSandbox(t);
    const address = await serve(t, name, sandbox);
    assert.match(await (await fetch(address)).text(), /EventSource/);
    const answer = await fetch(new URL('events', address));
    assert.equal(answer.headers.get('content-type'), 'text/event-stream');
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    const types = [];
    for await (const event of eventsOf(answer)) {
      types.push(event.type);
      if (event.type !== 'qr_code') continue;
      assert.match(event.src, /^data:image\/png;base64,/);
      assert.ok(event.livesMs > 50_000 && event.livesMs <= 60_000);
      sandbox.phone.scanWhatIsShown();
    }
    assert.deepEqual(types, ['qr_code', 'linked']);
  });

  test(`${name} ends the session of a page that is closed`, { timeout: 60_000 }, async (t) => {
    const sandbox = await startSandbox(t);
    sandbox.fault({ operation: 'requestNewQrCode', fault: 'never_answer' });
    const address = await serve(t, name, sandbox);
    const tab = new AbortController();
    await fetch(new URL('events', address), { signal: tab.signal });
    const isPost = ({ operation }) => operation === 'requestNewQrCode';
    await sandbox.waitForRequest(isPost);
    tab.abort();
    await sandbox.waitForRequest((request) => isPost(request) && request.end === 'client_left');
  });
}
