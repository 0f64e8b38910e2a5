// The client's own: its calls on a sandbox, its token, its end.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { Hypersender, InvalidArgumentError, Secret } from 'hypersender';
import * as testing from 'hypersender/testing';
import { startSandbox } from './setup/sandbox.mjs';

test('import and require give the same classes', async () => {
  const cjs = createRequire(import.meta.url)('hypersender');
  const esm = await import('hypersender');
  assert.ok(Object.keys(esm).length > 20);
  for (const [name, value] of Object.entries(cjs)) assert.equal(esm[name], value, name);
});

test('a class is called what it is imported as', async () => {
  const all = { ...(await import('hypersender')), ...testing };
  const named = Object.entries(all).filter(([, value]) => typeof value === 'function');
  assert.ok(named.length > 20);
  for (const [name, value] of named) assert.equal(value.name, name);
});

test('each operation gives its value', async (t) => {
  const sandbox = await startSandbox(t);
  const client = sandbox.client();

  const answer = await client.requestNewQrCode(sandbox.instance);
  assert.equal(answer.id, sandbox.instance);
  assert.equal(answer.status, 'SCAN_QR_CODE');
  assert.ok(answer.createdAt instanceof Date);
  assert.ok(answer.accessToken instanceof Secret);
  assert.ok(answer.qrCode.expiresInMs > 50_000);
  assert.ok(client.qrCooldownMs(sandbox.instance) > 55_000);

  const health = await client.health(sandbox.instance);
  assert.equal(health.instanceId, sandbox.instance);
  assert.equal('connectedAt' in health, false);

  const [listed] = await client.listInstances({ status: 'SCAN_QR_CODE' });
  assert.equal(listed.id, sandbox.instance);
  assert.ok(listed.accessToken.reveal().length > 10);
  assert.deepEqual(await client.listInstances({ status: 'WORKING' }), []);

  const created = await client.createInstance({
    phone: '+201234567890',
    name: 'Front desk',
    webhookUrl: 'https://example.com/hook',
  });
  assert.equal(created.name, 'Front desk');
  assert.equal(created.phone, '+201234567890');
  assert.equal(sandbox.instances()[1].webhookUrl, 'https://example.com/hook');

  const restarted = await client.restart(sandbox.instance);
  assert.equal(typeof restarted.message, 'string');
  assert.equal(typeof restarted.requestId, 'string');
});

test('a token that the service gave can be used as it is', async (t) => {
  const sandbox = await startSandbox(t);
  const [{ accessToken }] = await sandbox.client().listInstances();
  const client = sandbox.client({ token: accessToken });
  assert.equal((await client.health(sandbox.instance)).status, 'SCAN_QR_CODE');
});

test('the token is in the environment if none is given', async (t) => {
  const sandbox = await startSandbox(t);
  const before = { ...process.env };
  t.after(() => {
    process.env = before;
  });
  delete process.env.HYPERSENDER_TOKEN;
  assert.throws(() => new Hypersender(), { code: 'invalid_argument', argument: 'token' });
  process.env.HYPERSENDER_TOKEN = sandbox.token;
  process.env.HYPERSENDER_BASE_URL = sandbox.url;
  assert.equal((await new Hypersender().listInstances()).length, 1);
});

test('a client of a sandbox never leaves it for the real service', async (t) => {
  const sandbox = await startSandbox(t);
  for (const nothing of [undefined, null]) {
    const client = sandbox.client({ token: nothing, baseUrl: nothing });
    assert.equal((await client.listInstances()).length, 1);
  }
});

test('a hundred calls for the same code share one request', async (t) => {
  const sandbox = await startSandbox(t, { latencyMs: 500 });
  const client = sandbox.client();
  const call = () => client.requestNewQrCode(sandbox.instance);
  const answers = await Promise.all(Array.from({ length: 100 }, call));
  assert.equal(new Set(answers.map(({ qrCode }) => qrCode.base64)).size, 1);
  assert.equal(sandbox.requests().length, 1);
});

test('a closed client ends its calls, and takes no more', async (t) => {
  const sandbox = await startSandbox(t);
  sandbox.fault({ fault: 'never_answer', times: null });
  const client = sandbox.client();
  const call = assert.rejects(client.health(sandbox.instance), { code: 'closed' });
  await sandbox.waitForRequest(() => true);
  await client[Symbol.asyncDispose]();
  await call;
  await assert.rejects(client.listInstances(), { code: 'closed' });
  await assert.rejects(client.link(sandbox.instance).linked(), { code: 'closed' });
  await client.close(); // as often as one likes
});

test('a setting that is not acceptable is refused by its name here', () => {
  const refused = (options, argument) =>
    assert.throws(
      () => new Hypersender({ token: '1|a', ...options }),
      (error) => {
        assert.ok(error instanceof InvalidArgumentError);
        assert.equal(error.argument, argument);
        assert.match(error.stack, /client\.test\.mjs/);
        return true;
      },
    );
  refused({ token: '' }, 'token');
  refused({ token: 5 }, 'token');
  refused({ baseUrl: 'http://example.com' }, 'baseUrl');
  refused({ baseUrl: new URL('https://example.com') }, 'baseUrl');
  refused({ timeoutMs: 0 }, 'timeoutMs');
  refused({ timeoutMs: '5' }, 'timeoutMs');
  refused({ timeoutMs: Number.NaN }, 'timeoutMs');
  refused({ connectTimeoutMs: Number.POSITIVE_INFINITY }, 'connectTimeoutMs');
  refused({ maxRetries: -1 }, 'maxRetries');
  refused({ maxRetries: 1.5 }, 'maxRetries');
  refused({ cooldown: 'never' }, 'cooldown');
  refused({ proxy: 'nonsense' }, 'proxy');
  refused({ caCertificate: 'no/such/ca.pem' }, 'caCertificate');
  refused({ userAgent: 'a\nb' }, 'userAgent');
  refused({ allowInsecureHttp: 1 }, 'allowInsecureHttp');
  refused({ timeout: 5 }, 'timeout');
  refused({ '\u001b[31m': 5 }, 'options');
  assert.ok(new Hypersender({ token: '1|a', timeoutMs: null, proxy: undefined }));
});

test('what the network is asked for comes out of the arguments', async (t) => {
  const sandbox = await startSandbox(t);
  const client = sandbox.client({ userAgent: 'desk/1' });
  await client.listInstances({ name: 'a b', phone: '+201234567890' });
  const [request] = sandbox.requests('listInstances');
  assert.equal(request.query, 'filter%5Bname%5D=a+b&filter%5Bphone%5D=%2B201234567890');
  const [, agent] = request.headers.find(([name]) => name.toLowerCase() === 'user-agent');
  assert.match(agent, /^hypersender\/\d.* desk\/1$/);
});
