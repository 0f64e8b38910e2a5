// What a client logs: of each request what helps, and never what must not be seen.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { startSandbox } from './setup/sandbox.mjs';

const logging = (sandbox, options) => {
  const records = [];
  const client = sandbox.client({ onLog: (record) => records.push(record), ...options });
  return { client, records };
};

test('an answered request is told by method, path template, status and time', async (t) => {
  const sandbox = await startSandbox(t);
  const { client, records } = logging(sandbox);
  const before = Date.now();
  await client.health(sandbox.instance);
  assert.equal(records.length, 1); // before the call has settled
  const [{ level, at, message, fields }] = records;
  assert.equal(level, 'debug');
  assert.equal(message, 'answered');
  assert.ok(at instanceof Date && at.getTime() >= before && at.getTime() <= Date.now());
  const { elapsedMs, ...others } = fields;
  assert.deepEqual(others, {
    method: 'GET',
    route: '/{instance}/health',
    status: 200,
    attempt: 1,
  });
  assert.ok(elapsedMs > 0 && elapsedMs < 10_000);
});

test('each attempt is told, and one that failed with its reason', async (t) => {
  const sandbox = await startSandbox(t);
  sandbox.fault({ fault: { status: { status: 503, headers: { 'Retry-After': '0' } } } });
  sandbox.fault({ fault: 'reset' });
  const { client, records } = logging(sandbox, { maxRetries: 2 });
  await client.health(sandbox.instance);
  assert.deepEqual(
    records.map(({ message, fields }) => [message, fields.attempt, fields.status ?? fields.code]),
    [
      ['answered', 1, 503],
      ['failed', 2, 'connection'],
      ['answered', 3, 200],
    ],
  );
  assert.equal(records[1].fields.reason, 'reset');
  assert.equal(records[1].fields.host, new URL(sandbox.url).host);
});

test('a session is told of, whether its token is known yet or not', async (t) => {
  const sandbox = await startSandbox(t, { when: [{ shown: 1, do: { scan: {} } }], speed: 60 });
  for (const token of [sandbox.token, async () => sandbox.token]) {
    const { client, records } = logging(sandbox, { token });
    await client.link(sandbox.instance).linked();
    assert.ok(records.some(({ fields }) => fields.route === '/{instance}/health'));
  }
});

test('no secret is told, nor an id or what was sent', async (t) => {
  const sandbox = await startSandbox(t);
  const { client, records } = logging(sandbox);
  const { qrCode, accessToken } = await client.requestNewQrCode(sandbox.instance);
  await client.createInstance({
    phone: '+201234567890',
    name: 'Canary',
    webhookUrl: 'https://a.b',
  });
  await client.listInstances({ name: 'Canary' });
  await client
    .link('no-such-instance')
    .linked()
    .catch(() => {});
  assert.ok(records.length >= 4);
  const told = JSON.stringify(records);
  const secrets = [sandbox.token, accessToken.reveal(), qrCode.payload.reveal()];
  const sent = [sandbox.instance, 'Canary', '201234567890', 'a.b', 'no-such-instance'];
  for (const text of [...secrets, ...sent]) assert.ok(!told.includes(text));
});

test('a client hears only of its own calls', async (t) => {
  const sandbox = await startSandbox(t);
  const [one, other] = [logging(sandbox), logging(sandbox)];
  const silent = sandbox.client();
  await Promise.all([
    one.client.health(sandbox.instance),
    other.client.listInstances(),
    silent.restart(sandbox.instance),
  ]);
  assert.deepEqual(
    one.records.map(({ fields }) => fields.route),
    ['/{instance}/health'],
  );
  assert.deepEqual(
    other.records.map(({ fields }) => fields.route),
    ['/instances'],
  );
});

test('what a callback throws is nobody else’s: the call goes on', async (t) => {
  const sandbox = await startSandbox(t);
  const uncaught = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  t.after(() => {
    for (const listener of uncaught) process.on('uncaughtException', listener);
  });
  const thrown = once(process, 'uncaughtException');
  const client = sandbox.client({
    onLog: () => {
      throw new RangeError('a bad callback');
    },
  });
  assert.equal((await client.health(sandbox.instance)).status, 'SCAN_QR_CODE');
  assert.equal((await thrown)[0].message, 'a bad callback');
});

test('what is no function is refused', async (t) => {
  const sandbox = await startSandbox(t);
  assert.throws(() => sandbox.client({ onLog: 'console' }), { argument: 'onLog' });
});
