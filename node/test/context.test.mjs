// Callbacks run where their client was made: what a program keeps for each of its requests, in an
// `AsyncLocalStorage`, is that request's, wherever the package was first loaded.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from './setup/program.mjs';
import { startSandbox } from './setup/sandbox.mjs';

const BEGINNING = `
  import { AsyncLocalStorage } from 'node:async_hooks';
  import { createRequire } from 'node:module';
  const require = createRequire(process.cwd() + '/');
  const tenant = new AsyncLocalStorage();
  const instance = process.env.HYPERSENDER_INSTANCE;
  const settings = (token, onLog) => ({ baseUrl: process.env.HYPERSENDER_BASE_URL, token, onLog });
`;

test('a token callback and onLog see the store of whoever made the client', async (t) => {
  const sandbox = await startSandbox(t);
  const source = `
    const seen = [];
    const see = (what) => seen.push(what + ' ' + tenant.getStore());
    const ask = (name, client) => tenant.run(name, async () => {
      const { Hypersender } = require('hypersender'); // loaded by the first request
      client ??= new Hypersender(settings(
        async () => { see('token'); return process.env.HYPERSENDER_TOKEN; },
        () => see('log'),
      ));
      await client.health(instance);
      see('after');
      return client;
    });
    await ask('one');
    const theirs = await ask('two');
    await ask('three', theirs);
    console.log(seen.join(', '));`;
  const { code, stdout, stderr } = await run(t, sandbox, source, { beginning: BEGINNING });
  const expected =
    'token one, log one, after one, token two, log two, after two, log two, after three\n';
  assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: expected, stderr: '' });
});

test('a callback is called as a function, and not as a method of anything', async (t) => {
  const sandbox = await startSandbox(t);
  const seen = [];
  const client = sandbox.client({
    token() {
      seen.push(this);
      return sandbox.token;
    },
  });
  await client.health(sandbox.instance);
  assert.deepEqual(seen, [undefined]);
});

test('who hears of what onLog threw is told in the context of that client', async (t) => {
  const sandbox = await startSandbox(t);
  const source = `
    process.on('uncaughtException', ({ message }) => console.log(message, tenant.getStore()));
    const ask = async (fail) => {
      const { Hypersender } = require('hypersender'); // loaded by the first request
      const client = new Hypersender(settings(process.env.HYPERSENDER_TOKEN, fail));
      await client.health(instance);
    };
    await tenant.run('one', ask, () => {});
    await tenant.run('two', ask, () => { throw new Error('of'); });`;
  const { code, stdout, stderr } = await run(t, sandbox, source, { beginning: BEGINNING });
  assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: 'of two\n', stderr: '' });
});

test('a client that is forgotten keeps nothing of the context it was made in', {
  timeout: 60_000,
}, async (t) => {
  const sandbox = await startSandbox(t);
  const source = `
    const { Hypersender } = require('hypersender');
    const { signal } = new AbortController(); // it lives longer
    const stores = new Set();
    const gone = new FinalizationRegistry((name) => stores.delete(name));
    async function ask(name) {
      const store = { name };
      stores.add(name);
      gone.register(store, name);
      await tenant.run(store, async () => {
        const client = new Hypersender(settings(async () => process.env.HYPERSENDER_TOKEN, () => {}));
        await client.health(instance, { signal });
        for await (const { type } of client.link(instance, { signal })) if (type === 'status') break;
      });
    }
    for (const name of ['one', 'two', 'three']) await ask(name);
    while (stores.size > 0) { // forever, if one is kept
      gc();
      await new Promise(setImmediate);
    }
    console.log('all are gone');`;
  const options = { beginning: BEGINNING, flags: ['--expose-gc'] };
  const { code, stdout, stderr } = await run(t, sandbox, source, options);
  assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: 'all are gone\n', stderr: '' });
});
