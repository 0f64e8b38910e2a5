// Nothing that Node can print of anything shows what must not be seen.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { Hypersender, Secret } from 'hypersender';
import { attempt, renderings } from './setup/renderings.mjs';
import { startSandbox } from './setup/sandbox.mjs';

/** What is looked for in every text. */
class Canaries {
  #texts;

  constructor(...texts) {
    this.#texts = texts;
    for (const text of texts) assert.ok(text.length >= 8, 'a canary that is found by chance');
  }

  absentFrom(value, what) {
    for (const [way, text] of renderings(value)) {
      for (const canary of this.#texts) {
        assert.ok(!text.includes(canary), `${way} of ${what} shows a secret`);
      }
    }
  }
}

test('a secret, wherever it is', () => {
  const canaries = new Canaries('canary-token');
  const secret = new Secret('canary-token');
  for (const value of [secret, { secret }, [secret], new Map([[secret, secret]])]) {
    canaries.absentFrom(value, inspect(value));
  }
  assert.equal(secret.reveal(), 'canary-token');
  assert.equal(JSON.stringify(secret), '"[redacted]"');
});

test('secrets are compared by their text, and copies have none', () => {
  const secret = new Secret('canary-token');
  assert.equal(secret.equals(new Secret('canary-token')), true);
  assert.equal(secret.equals(new Secret('another')), false);
  assert.deepEqual(structuredClone({ secret }), { secret: {} });
});

test('a client, its options and its sandbox', async (t) => {
  const sandbox = await startSandbox(t);
  const canaries = new Canaries(sandbox.token);
  canaries.absentFrom(sandbox.client(), 'a client');
  canaries.absentFrom(sandbox.client({ token: async () => sandbox.token }), 'a client that asks');
  canaries.absentFrom(sandbox.client({ token: new Secret(sandbox.token) }), 'another client');
});

test('every value of every call, the picture too', async (t) => {
  const sandbox = await startSandbox(t, { accessToken: 'always' });
  const client = sandbox.client();
  const answer = await client.requestNewQrCode(sandbox.instance);
  const created = await client.createInstance({ phone: '+201234567890', name: 'Front desk' });
  for (const value of [answer, created]) {
    const { qrCode, accessToken } = value;
    const payload = qrCode.payload.reveal(); // drawn now
    const row = qrCode.png.subarray(200, 216);
    const canaries = new Canaries(
      sandbox.token,
      accessToken.reveal(),
      payload,
      payload.slice(0, 40),
      qrCode.base64.slice(200, 260),
      row.toString('hex'),
      row.toString('hex').replace(/..(?!$)/g, '$& '),
      [...row].join(', '),
      qrCode.svg().slice(200, 260),
    );
    for (const it of [value, qrCode, [value]]) canaries.absentFrom(it, 'a code');
  }
  const [listed] = await client.listInstances();
  const canaries = new Canaries(sandbox.token, listed.accessToken.reveal());
  canaries.absentFrom(listed, 'an instance');
  canaries.absentFrom(await client.health(sandbox.instance), 'health');
  canaries.absentFrom(await client.restart(sandbox.instance), 'a restart');
});

test('every event of a session, and the session', async (t) => {
  const sandbox = await startSandbox(t, { speed: 60 });
  const session = sandbox.client().link(sandbox.instance);
  const secret = [sandbox.token];
  const events = [];
  for await (const event of session) {
    events.push(event);
    if (event.type !== 'qr_code') continue;
    secret.push(event.qrCode.payload.reveal(), event.qrCode.base64.slice(200, 260));
    sandbox.phone.scan(event.qrCode);
  }
  assert.ok(secret.length > 1);
  const canaries = new Canaries(...secret);
  canaries.absentFrom(session, 'a session');
  for (const event of events) canaries.absentFrom(event, event.type);
});

test('every error, what is in it, and what it came of', async (t) => {
  const sandbox = await startSandbox(t);
  const client = sandbox.client({ maxRetries: 0 });
  const [{ accessToken }] = await client.listInstances();
  const canaries = new Canaries(sandbox.token, accessToken.reveal(), 'canary-answer');
  const seen = async (call) => {
    const error = await call.then(assert.fail, (error) => error);
    canaries.absentFrom(error, error.code);
    return error;
  };
  for (const status of [400, 401, 403, 404, 418, 422, 429, 500]) {
    sandbox.fault({ fault: { status: { status, body: `<p>canary-answer ${status}</p>` } } });
    await seen(client.health(sandbox.instance));
  }
  sandbox.fault({ fault: 'reset' });
  await seen(client.health(sandbox.instance));
  sandbox.fault({ fault: { change: { set: { qr_code: 'canary-answer' } } } });
  const error = await seen(client.requestNewQrCode(sandbox.instance));
  assert.ok(error.instance !== undefined);
  for (const token of ['canary-answer\n1', 'canary-answer ä', 'canary-answer canary-answer']) {
    const refused = attempt(() => sandbox.client({ token }));
    assert.match(refused, /InvalidArgumentError/);
    assert.ok(!refused.includes('canary-answer'));
    await seen(sandbox.client({ token: () => token }).health(sandbox.instance));
  }
});

test('what is refused, wherever the secret stood in it', () => {
  const canaries = new Canaries('canary-password');
  for (const options of [
    { 'canary-password': 'as a name' },
    { token: 'a', proxy: 'http://a:canary-password@' },
    { token: 'a', baseUrl: 'http://a:canary-password@example.com' },
  ]) {
    const refuse = () => new Hypersender(options);
    assert.throws(refuse, (error) => {
      canaries.absentFrom(error, inspect(options));
      return error.code === 'invalid_argument';
    });
  }
});
