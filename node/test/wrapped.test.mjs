// Programs put things around objects and methods: proxies, spies, tracers, a second copy.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Hypersender, HypersenderError, isHypersenderError, QrCode, Secret } from 'hypersender';
import { Sandbox } from 'hypersender/testing';
import { startSandbox } from './setup/sandbox.mjs';

const caught = (promise) => promise.then(assert.fail, (error) => error);
const HERE = /wrapped\.test\.mjs:\d+/;

const around = {
  'a proxy': (it) => new Proxy(it, {}),
  'an object that inherits from it': (it) => Object.create(it),
};

for (const [what, wrap] of Object.entries(around)) {
  test(`${what} is JavaScript’s own TypeError, and no defect of this library`, async (t) => {
    const sandbox = await startSandbox(t);
    const client = sandbox.client();
    const { qrCode } = await client.requestNewQrCode(sandbox.instance);
    const session = client.link(sandbox.instance);
    const wrapped = wrap(client);
    const tries = {
      health: () => wrapped.health('a'),
      restart: () => wrapped.restart('a'),
      listInstances: () => wrapped.listInstances(),
      requestNewQrCode: () => wrapped.requestNewQrCode('a'),
      createInstance: () => wrapped.createInstance({ phone: '+201234567890', name: 'a' }),
      close: () => wrapped.close(),
      link: async () => wrapped.link('a'),
      qrCooldownMs: async () => wrapped.qrCooldownMs('a'),
      linked: async () => wrap(session).linked(),
      cancel: async () => wrap(session).cancel(),
      save: () => wrap(qrCode).save('a'),
      svg: async () => wrap(qrCode).svg(),
      expiresInMs: async () => wrap(qrCode).expiresInMs,
      waitForRequest: () => wrap(sandbox).waitForRequest(() => true),
    };
    for (const [name, attempt] of Object.entries(tries)) {
      const error = await caught(attempt());
      assert.ok(error instanceof TypeError, `${name}: ${error}`);
    }
  });
}

test('a method that is wrapped tells who called the wrapper', async (t) => {
  const sandbox = await startSandbox(t);
  const client = sandbox.client();
  const { health } = Hypersender.prototype;
  t.after(() => {
    Hypersender.prototype.health = health;
  });
  Hypersender.prototype.health = async function spy(...args) {
    await Promise.resolve();
    return health.apply(this, args);
  };
  const { stack } = await caught(client.health('none'));
  const [header, ...frames] = stack.split('\n');
  assert.match(header, /^NotFoundError: There is no such instance/);
  assert.match(frames[0], /spy .*wrapped\.test\.mjs/);
});

test('where there are no frames, there is the header alone', async (t) => {
  const sandbox = await startSandbox(t);
  const { stackTraceLimit } = Error;
  t.after(() => {
    Error.stackTraceLimit = stackTraceLimit;
  });
  Error.stackTraceLimit = 0;
  const { stack, message } = await caught(sandbox.client().health('none'));
  assert.equal(stack, `NotFoundError: ${message}`);
});

test('what is thrown at once begins where it was called', async (t) => {
  const sandbox = await startSandbox(t);
  const client = sandbox.client();
  const { qrCode } = await client.requestNewQrCode(sandbox.instance);
  const session = client.link('a');
  session[Symbol.asyncIterator]();
  const closed = await Sandbox.start();
  await closed.close();
  const attempts = [
    () => new Hypersender({ token: 5 }),
    () => new Hypersender({ token: 'a', timeoutMs: -1 }),
    () => new Hypersender(5),
    () => new Secret(5),
    () => client.link(5),
    () => client.link('not an id!'),
    () => client.link('a', { maxQrCodes: 0 }),
    () => client.link('a', { maxQrCodes: '0' }),
    () => client.qrCooldownMs(5),
    () => client.qrCooldownMs('a/b'),
    () => session[Symbol.asyncIterator](),
    () => sandbox.fault({}),
    () => sandbox.client({ token: 5 }),
    () => sandbox.advance('x'),
    () => sandbox.tokenOf('nobody'),
    () => sandbox.createInstance({ account: 'nobody' }),
    () => sandbox.requests('create_instance'),
    () => sandbox.phone.scan({}),
    () => closed.url,
    () => closed.phone.unlink(),
    () => Sandbox.start({ x: 1 }),
    () => sandbox.waitForRequest(5),
    () => closed.waitForRequest(() => true),
    () => qrCode.save(5),
    () => client.health(5),
  ];
  for (const attempt of attempts) {
    const error = await caught((async () => attempt())());
    assert.ok(error instanceof HypersenderError, attempt.toString());
    assert.match(error.stack.split('\n')[1], HERE, `${attempt} ${error.stack}`);
  }
});

test('two copies of the package know each other’s errors, secrets and codes', async (t) => {
  const folder = dirname(fileURLToPath(import.meta.resolve('hypersender')));
  const require = createRequire(import.meta.url);
  const known = Object.keys(require.cache).filter((file) => file.startsWith(folder + sep));
  assert.ok(known.length > 0);
  const kept = known.map((file) => [file, require.cache[file]]);
  t.after(() => Object.assign(require.cache, Object.fromEntries(kept)));
  for (const file of known) delete require.cache[file];
  const other = require('hypersender');
  assert.notEqual(other.Hypersender, Hypersender);

  const sandbox = await startSandbox(t);
  const theirs = new other.Hypersender({
    token: new Secret(sandbox.token),
    baseUrl: sandbox.url,
  });
  const error = await caught(theirs.health('none'));
  assert.equal(error instanceof HypersenderError, false);
  assert.ok(isHypersenderError(error));
  assert.equal(isHypersenderError(new Error('of nobody')), false);
  assert.equal(isHypersenderError({ code: 'not_found' }), false);
  const { qrCode } = await theirs.requestNewQrCode(sandbox.instance);
  assert.equal(qrCode instanceof QrCode, false);
  assert.ok(new other.Secret('a').equals(new Secret('a')));
  assert.equal(sandbox.phone.scan(qrCode), 'linked');
});
