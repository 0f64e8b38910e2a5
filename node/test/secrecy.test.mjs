// However a thing is printed, what is secret in it does not show.

import assert from 'node:assert/strict';
import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { format, inspect } from 'node:util';
import { serialize } from 'node:v8';
import { Hypersender, Secret } from 'hypersender';
import { startSandbox } from './setup/sandbox.mjs';

const CANARY = 'canary-token-that-nobody-may-see';

function printed(value) {
  let text = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += chunk;
      done();
    },
  });
  const console = new Console(stream, stream);
  console.log(value);
  console.error('%o %O %s %j', value, value, value, { value });
  console.dir(value, { showHidden: true, depth: null });
  console.table([value]);
  return text;
}

/** All the ways to make text of a value; of a copy too, if it can be copied. */
function renderings(value) {
  const all = [JSON.stringify(value), JSON.stringify({ value }), format('%s %o', value, value)];
  all.push(String(value), printed(value), Object.entries(value).flat().map(String).join());
  for (const depth of [0, 2, null]) {
    for (const showHidden of [false, true]) {
      for (const getters of [false, true]) {
        const options = { depth, showHidden, getters, showProxy: true };
        all.push(inspect(value, { ...options, maxArrayLength: null, maxStringLength: null }));
        all.push(inspect({ in: [value] }, options));
      }
      all.push(inspect(value, { depth, showHidden, customInspect: false }));
    }
  }
  try {
    all.push(inspect(structuredClone(value), { depth: null, showHidden: true }));
    all.push(serialize(value).toString('latin1'));
  } catch (error) {
    assert.equal(error.name, 'DataCloneError'); // it has methods
  }
  if (value instanceof Error) all.push(value.stack, value.message);
  return all.join('\n');
}

function assertKept(value, secrets) {
  const text = renderings(value);
  for (const secret of secrets) {
    assert.ok(secret.length > 8, 'a secret that is too short proves nothing');
    assert.ok(!text.includes(secret), `${inspect(value)} shows ${secret.slice(0, 8)}…`);
  }
}

const answered = (t) => startSandbox(t, { token: CANARY, accessToken: 'always' });

test('a client and a session show no token', async (t) => {
  const sandbox = await answered(t);
  const client = sandbox.client();
  const session = client.link(sandbox.instance);
  await session[Symbol.asyncIterator]().next();
  const asking = new Hypersender({ token: () => CANARY });
  for (const it of [client, session, asking, new Secret(CANARY)]) assertKept(it, [CANARY]);
});

test('a code, what it comes with, and its event show no picture, no text in it, no token', async (t) => {
  const sandbox = await answered(t);
  const instance = await sandbox.client().requestNewQrCode(sandbox.instance);
  const { qrCode, accessToken } = instance;
  const token = accessToken.reveal();
  const payload = qrCode.payload.reveal();
  const secrets = [
    token,
    payload,
    payload.slice(0, 40),
    qrCode.base64.slice(40, 80),
    qrCode.png.toString('hex', 40, 60),
    inspect(qrCode.png.subarray(40, 60)).slice(8, 40),
    qrCode.svg().slice(200, 240),
  ];
  for (const it of [qrCode, qrCode.payload, accessToken, instance]) assertKept(it, secrets);
  assert.equal(JSON.stringify(accessToken), '"[redacted]"');

  const other = sandbox.client().link(sandbox.instance);
  for await (const event of other) {
    assertKept(event, secrets);
    if (event.type === 'qr_code') break;
  }
  for (const it of await sandbox.client().listInstances()) assertKept(it, secrets);
});

test('an error shows no token, whatever it is about', async (t) => {
  const sandbox = await answered(t);
  const caught = async (make) => {
    try {
      await make();
    } catch (error) {
      return error;
    }
    throw new Error('it did not fail');
  };
  const stranger = new Hypersender({ token: `${CANARY}-of-another`, baseUrl: sandbox.url });
  sandbox.fault({ operation: 'createInstance', fault: { change: { remove: ['qr_code'] } } });
  const errors = [
    await caught(() => new Hypersender({ token: `${CANARY}\n${CANARY}` })),
    await caught(() => new Hypersender({ [CANARY]: 'as a name' })),
    await caught(() => new Hypersender({ token: CANARY, proxy: `http://a:${CANARY}@` })),
    await caught(
      () => new Hypersender({ token: CANARY, baseUrl: `http://a:${CANARY}@example.com` }),
    ),
    await caught(() => stranger.health(sandbox.instance)),
    await caught(() => sandbox.client().createInstance({ phone: '+201234567890', name: 'a' })),
  ];
  assert.deepEqual(
    errors.slice(0, 5).map(({ code }) => code),
    [...Array(4).fill('invalid_argument'), 'authentication'],
  );
  for (const it of errors) assertKept(it, [CANARY]);
  const { instance } = errors[5];
  assertKept(errors[5], [instance.accessToken.reveal()]);
});

test('secrets are compared by their text, and copies have none', () => {
  const secret = new Secret(CANARY);
  assert.equal(secret.equals(new Secret(CANARY)), true);
  assert.equal(secret.equals(new Secret('another')), false);
  assert.deepEqual(structuredClone({ secret }), { secret: {} });
});
