// The sandbox as people use it in tests of their own.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { QrCode } from 'hypersender';
import { Sandbox } from 'hypersender/testing';
import { inside } from './setup/inside.mjs';
import { run } from './setup/program.mjs';
import { startSandbox } from './setup/sandbox.mjs';

const shown = async (sandbox) => {
  const { qrCode } = await sandbox.client().requestNewQrCode(sandbox.instance);
  assert.ok(qrCode instanceof QrCode);
  return qrCode;
};
const statusOf = (sandbox) => sandbox.instances()[0].status;

test('a phone scans what was shown, however it is handed over', async (t) => {
  for (const form of [(code) => code, (code) => code.payload, (code) => code.payload.reveal()]) {
    const sandbox = await startSandbox(t);
    assert.equal(sandbox.phone.scan(form(await shown(sandbox))), 'linked');
    sandbox.advance(60);
    assert.equal(statusOf(sandbox), 'WORKING');
    assert.equal(sandbox.phone.unlink(), true);
    assert.notEqual(statusOf(sandbox), 'WORKING');
  }
});

test('a phone can do otherwise', async (t) => {
  const scans = {
    refused: (phone, code) => phone.refuse(code),
    unknown: (phone) => phone.scan('2@nobody-was-shown-this'),
    passkey_required: (phone, code) => phone.scanWithPasskey(code),
  };
  for (const [result, scan] of Object.entries(scans)) {
    const sandbox = await startSandbox(t);
    assert.equal(scan(sandbox.phone, await shown(sandbox)), result);
  }
  const sandbox = await startSandbox(t);
  const code = await shown(sandbox);
  sandbox.advance(61);
  assert.equal(sandbox.phone.scan(code), 'stale');
});

test('a passkey is confirmed where one is waited for', async (t) => {
  const sandbox = await startSandbox(t);
  assert.equal(sandbox.phone.confirmPasskey(), false);
  sandbox.phone.scanWithPasskey(await shown(sandbox));
  sandbox.advance(10);
  assert.equal(sandbox.phone.confirmPasskey(), true);
  sandbox.advance(60);
  assert.equal(statusOf(sandbox), 'WORKING');
});

test('what was planned and what goes wrong, until it is cleared', async (t) => {
  const sandbox = await startSandbox(t);
  const client = sandbox.client({ maxRetries: 0 });
  sandbox.fault({ operation: 'health', times: null, fault: { status: { status: 503 } } });
  await assert.rejects(client.health(sandbox.instance), { code: 'server', status: 503 });
  assert.equal(sandbox.requests('health').length, 1);
  assert.deepEqual(sandbox.requests('restart'), []);
  sandbox.clearFaults();
  await client.health(sandbox.instance);
  sandbox.plan({ shown: 1, afterMs: 2000, do: { setStatus: { status: 'FAILED' } } });
  await shown(sandbox);
  sandbox.advance(3);
  assert.equal(statusOf(sandbox), 'FAILED');
  sandbox.reset();
  assert.equal(statusOf(sandbox), 'SCAN_QR_CODE');
  assert.deepEqual(sandbox.requests(), []);
});

test('accounts have tokens and instances of their own', async (t) => {
  const sandbox = await startSandbox(t, { accounts: ['one', 'two'] });
  const id = sandbox.createInstance({ name: 'Theirs', account: 'two' });
  const theirs = sandbox.client({ token: sandbox.tokenOf('two') });
  assert.deepEqual(
    (await theirs.listInstances()).map((it) => it.id),
    [id],
  );
  const before = sandbox.tokenOf('two');
  assert.notEqual(sandbox.replaceToken('two'), before);
  await assert.rejects(theirs.listInstances(), { code: 'authentication' });
  assert.throws(() => sandbox.tokenOf('three'), { code: 'invalid_argument', argument: 'account' });
});

test('a duration without its unit is refused', async () => {
  for (const [options, argument] of [
    [{ latency: 3 }, 'latency'],
    [{ times: { acceptDelay: 2 } }, 'acceptDelay'],
    [{ limits: { window: 60 } }, 'window'],
    [{ faults: [{ fault: { delay: 1 } }] }, 'delay'],
  ]) {
    await assert.rejects(Sandbox.start(options), { code: 'invalid_argument', argument });
  }
});

test('what a sandbox cannot be told is said in plain words, by the names of JavaScript', async (t) => {
  for (const [options, message] of [
    [{ port: 70000 }, '`port` has to be a whole number from 0 to 65535, not 70000.'],
    [{ instances: [{ status: 5 }] }, '`instances[0].status` has to be a text, not 5.'],
    [{ latencyMs: '500' }, 'latencyMs has to be a number.'],
    [{ latencyMs: true }, 'latencyMs has to be a number.'],
    [{ latency_ms: 5 }, 'There is no latency_ms; names are like latencyMs.'],
    [{ on_new_qr: 'restart' }, 'There is no on_new_qr; names are like onNewQr.'],
    [{ virtualTime: true }, 'There is no virtualTime.'],
    [
      { times: { pendngMs: 5 } },
      'There is no `times.pendngMs`. What there is: `stoppingMs`, `pendingMs`, `startingMs`, ' +
        '`acceptDelayMs` and `linkingMs`.',
    ],
    [{ latencyMs: -1 }, '`latencyMs`: a time is a number, not below zero.'],
    [{ limits: { windowMs: 'x' } }, 'windowMs has to be a number.'],
    [{ onNewQr: 'curent' }, '`onNewQr` has to be "restart", "current" or "refuse", not "curent".'],
    [
      { codes: { most: 3 } },
      'There is no `codes.most`. What there is: `firstMs`, `laterMs` and `count`.',
    ],
    [
      { faults: [{ fault: { status: { status: 503, headers: { x_y: 1 } } } }] },
      '`faults[0].fault.status.headers.x_y` has to be a text, not 1.',
    ],
    [
      { speed: 0 },
      'There is no such sandbox: The speed of a sandbox is a number from 0.001 to 1000000.',
    ],
  ]) {
    await assert.rejects(Sandbox.start(options), { code: 'invalid_argument', message });
  }
  const sandbox = await startSandbox(t);
  const noOperation =
    'operation has to be one of requestNewQrCode, health, listInstances, createInstance, restart.';
  for (const name of ['helth', 'request_new_qr_code', 'requestNewQRCode', 'link', 5]) {
    const attempts = [
      () => sandbox.fault({ operation: name, fault: 'reset' }),
      () => sandbox.requests(name),
    ];
    for (const attempt of attempts) assert.throws(attempt, { message: noOperation });
  }
  const said = (told) => {
    try {
      sandbox.perform(told);
    } catch ({ message }) {
      return message;
    }
    throw new Error('it can be told that');
  };
  assert.match(
    said({ something: 1 }),
    /^This has to be "scan", "confirmPasskey", "unlink", "restart", "setStatus", /,
  );
  const faults = said({ fault: { fault: 'someting' } });
  assert.match(faults, /"contentType", "redirect", "delayMs", "drip", "dripBody", "truncated"/);
  assert.match(faults, /"endless_body" or "endless_headers", not "someting"\.$/);
  const when =
    'when it happens is a number as `atMs`, or the number of a code as `shown`, ' +
    'to which `afterMs` and `instance` belong';
  assert.throws(() => sandbox.plan({ do: { scan: {} } }), { message: `This: ${when}.` });
});

test('waiting for a request ends with its signal', async (t) => {
  const sandbox = await startSandbox(t);
  const signal = AbortSignal.timeout(20);
  await assert.rejects(
    sandbox.waitForRequest(() => false, { signal }),
    { name: 'TimeoutError' },
  );
});

test('it ends with its scope, and says so afterwards', async () => {
  for (const leave of [Symbol.dispose, Symbol.asyncDispose]) {
    const sandbox = await Sandbox.start();
    const { url } = sandbox;
    await sandbox[leave]();
    await assert.rejects(fetch(url));
    assert.throws(() => sandbox.instances(), { code: 'closed' });
    assert.equal(inspect(sandbox), `Sandbox { url: '${url}' }`);
    await sandbox[leave](); // as often as one likes
  }
});

test('an instance that exists, and an account that does not, are told apart', async (t) => {
  const sandbox = await startSandbox(t);
  assert.throws(() => sandbox.createInstance({ id: sandbox.instance }), {
    argument: 'id',
    message: 'There is an instance of that id already.',
  });
  assert.throws(() => sandbox.createInstance({ account: 'nobody' }), {
    argument: 'account',
    message: 'There is no account of that name.',
  });
});

test('a port that is taken is named, with what the system says', async (t) => {
  const first = await startSandbox(t);
  const port = Number(new URL(first.url).port);
  await assert.rejects(Sandbox.start({ port }), (error) => {
    assert.equal(error.code, 'invalid_argument');
    assert.equal(error.argument, 'port');
    assert.match(error.message, new RegExp(`port ${port}: EADDRINUSE`));
    assert.equal(error.cause.code, 'EADDRINUSE');
    return true;
  });
});

test('closing ends the waits for a request, and the server, at once', async () => {
  const sandbox = await Sandbox.start();
  const { url } = sandbox;
  const waiting = assert.rejects(
    sandbox.waitForRequest(() => false),
    { code: 'closed', message: 'This sandbox is closed.' },
  );
  await sandbox.close();
  await assert.rejects(fetch(url));
  await waiting;
});

test('a program whose wait was ended by closing ends, too', async (t) => {
  const source = `
    import { Sandbox } from 'hypersender/testing';
    const own = await Sandbox.start();
    own.waitForRequest(() => false).catch(({ code }) => console.log(code));
    await own.close();`;
  const { code, stdout } = await run(t, await startSandbox(t), source);
  assert.deepEqual({ code, stdout }, { code: 0, stdout: 'closed\n' });
});

test('every duration that a sandbox can be told has a name with its unit', () => {
  const each = 1500;
  const { json } = inside.toSandbox({
    latencyMs: each,
    limits: { windowMs: each },
    times: {
      stoppingMs: each,
      pendingMs: each,
      startingMs: each,
      acceptDelayMs: each,
      linkingMs: each,
    },
    codes: { firstMs: each, laterMs: each },
    when: [
      { atMs: each, do: 'clear_faults' },
      { shown: 1, afterMs: each, do: 'clear_faults' },
    ],
    faults: [{ fault: { delayMs: each } }, { fault: { drip: { everyMs: each } } }],
  });
  const sandbox = inside.native.startSandbox(json);
  const seconds = new Set();
  const others = new Set();
  const sort = (value) => {
    for (const [name, it] of Object.entries(value)) {
      if (it === each / 1000) seconds.add(name.replace(/_([a-z])/g, (_, it) => it.toUpperCase()));
      else if (typeof it === 'number') others.add(name);
      else if (typeof it === 'object' && it !== null) sort(it);
    }
  };
  sort(JSON.parse(sandbox.settings()));
  sandbox.close();
  assert.deepEqual([...seconds].sort(), [...inside.DURATIONS].sort());
  // Whatever is a number beside them is no duration: one that is new has to get a name.
  const known = ['seed', 'speed', 'port', 'create_status', 'count', 'shown', 'skip', 'times'];
  const limits = ['request_new_qr_code', 'health', 'create_instance', 'restart'];
  assert.deepEqual(
    [...others].filter((name) => ![...known, ...limits].includes(name)),
    [],
  );
});
