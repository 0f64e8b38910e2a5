// The pages in `examples`, served as they stand there. `tests/browser` looks at one of them.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { streamSession } from '../examples/stream-session.mjs';
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
    for (const event of events) {
      if (event !== ':') yield JSON.parse(event.replace(/^data: /, ''));
    }
  }
}

for (const name of ['link-page', 'link-page-express']) {
  test(`${name} streams a session to its end`, { timeout: 60_000 }, async (t) => {
    const sandbox = await startSandbox(t);
    const address = await serve(t, name, sandbox);
    assert.match(await (await fetch(address)).text(), /EventSource/);
    const answer = await fetch(new URL('events', address));
    assert.equal(answer.headers.get('content-type'), 'text/event-stream');
    assert.equal(answer.headers.get('cache-control'), 'no-store, no-transform');
    assert.equal(answer.headers.get('x-accel-buffering'), 'no');
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

/** A session that tells what it is given, and an answer that keeps what is written. */
function streamed(t) {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const written = [];
  const answer = Object.assign(new EventEmitter(), {
    writeHead() {},
    flushHeaders() {},
    write: (text) => written.push(text),
    end: () => answer.emit('close'),
  });
  const { readable, writable } = new TransformStream();
  const session = writable.getWriter();
  const done = streamSession({ link: () => readable }, 'an instance', answer);
  return { written, session, done };
}

test('a stream that has nothing to tell is not silent for as long as proxies allow', async (t) => {
  const { written, session, done } = streamed(t);
  for (let seconds = 0; seconds < 60; seconds += 15) t.mock.timers.tick(15_000);
  assert.deepEqual(written, Array(4).fill(':\n\n'));
  await session.close();
  await done;
  t.mock.timers.tick(60_000);
  assert.equal(written.length, 4);
});

test('a stream tells people what they can do, and what they wait for', async (t) => {
  const { written, session, done } = streamed(t);
  const advice = [
    { code: 'a', text: 'Do this.' },
    { code: 'b', text: 'Or that.' },
  ];
  session.write({ type: 'stalled', advice });
  session.write({ type: 'limited', retryAt: new Date(), operation: 'health' });
  session.write({ type: 'something new' });
  session.close();
  await done;
  const notes = written.map((event) => JSON.parse(event.slice(6)));
  assert.deepEqual(notes[0], { type: 'note', text: 'Do this. Or that.' });
  assert.equal(notes[1].type, 'note');
  assert.equal(notes.length, 2);
});
