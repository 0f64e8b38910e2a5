// A promise that nobody asked for must not end a process that nobody told to.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from '../setup/program.mjs';
import { startSandbox } from '../setup/sandbox.mjs';

const LEFT_ALONE = {
  'a session that is cancelled while its end is waited for': `
    const session = client.link(instance);
    session.linked();
    await read(session, 1);
    session.cancel();`,
  'a loop that is left while the end is waited for': `
    const session = client.link(instance);
    session.linked();
    for await (const { type } of session) if (type === 'qr_code') break;`,
  'a scope that is left while the end is waited for': `
    const session = client.link(instance);
    session.linked();
    await read(session, 1);
    await session[Symbol.asyncDispose]();`,
  'an end that fails as the loop beside it says': `
    await client.close();
    const session = client.link(instance);
    session.linked();
    try { for await (const _ of session); } catch {}`,
  'an end that is asked for beside a loop that fails': `
    const session = client.link(instance);
    const events = session[Symbol.asyncIterator]();
    session.linked();
    await events.next();
    await client.close();
    try { while (!(await events.next()).done); } catch {}`,
  'a session that is aborted while nobody waits': `
    const controller = new AbortController();
    const session = client.link(instance, { signal: controller.signal });
    await read(session, 1);
    controller.abort();`,
  'a token callback that throws when nobody asks any more': `
    let reject;
    const answer = new Promise((_, no) => { reject = no; });
    const controller = new AbortController();
    const asking = new Hypersender({
      baseUrl: process.env.HYPERSENDER_BASE_URL,
      token: () => {
        setImmediate(() => controller.abort());
        return answer;
      },
    });
    await asking.health(instance, { signal: controller.signal }).catch(() => {});
    reject(new Error('too late'));`,
  'a client that is closed with a session under way': `
    const events = client.link(instance)[Symbol.asyncIterator]();
    await events.next();
    await client.close();`,
};

const READ = `
  process.on('unhandledRejection', (reason) => console.log('unhandled:', reason));
  process.on('exit', () => console.log('fine')); // by itself: no call is under way any more
  async function read(session, count) {
    const events = session[Symbol.asyncIterator]();
    for (let n = 0; n < count; n++) await events.next();
  }
`;

for (const [what, source] of Object.entries(LEFT_ALONE)) {
  test(`${what} leaves no rejection unhandled`, async (t) => {
    const sandbox = await startSandbox(t);
    const { code, stdout, stderr } = await run(t, sandbox, READ + source);
    assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: 'fine\n', stderr: '' });
  });
}

test('an error that nobody else is told of is not swallowed', async (t) => {
  const sandbox = await startSandbox(t);
  const source = `
    const other = new Hypersender({ token: 'of-nobody', baseUrl: process.env.HYPERSENDER_BASE_URL });
    other.link(instance).linked();`;
  const { code, stderr } = await run(t, sandbox, source);
  assert.equal(code, 1);
  assert.match(stderr, /AuthenticationError/);
});
