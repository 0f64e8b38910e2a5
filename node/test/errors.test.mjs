// Errors: real classes, with the line of whoever called.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { constants } from 'node:os';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { Worker } from 'node:worker_threads';
import {
  APIStatusError,
  AuthenticationError,
  Hypersender,
  HypersenderError,
  isHypersenderError,
  NotFoundError,
  PermissionDeniedError,
  RateLimitError,
  ServerError,
  UnexpectedStatusError,
  ValidationError,
} from 'hypersender';
import { startSandbox } from './setup/sandbox.mjs';

const start = async (t) => {
  const sandbox = await startSandbox(t);
  return { sandbox, client: sandbox.client({ maxRetries: 0 }) };
};

/** What changes something at the service. */
const POSTS = new Set(['requestNewQrCode', 'createInstance', 'restart']);

const caught = (promise) => promise.then(assert.fail, (error) => error);

test('a status is its class, with all that is known', async (t) => {
  const { sandbox, client } = await start(t);
  const cases = [
    [400, ValidationError, 'validation'],
    [401, AuthenticationError, 'authentication'],
    [403, PermissionDeniedError, 'permission_denied'],
    [404, NotFoundError, 'not_found'],
    [418, UnexpectedStatusError, 'unexpected_status'],
    [422, ValidationError, 'validation'],
    [429, RateLimitError, 'rate_limited'],
    [503, ServerError, 'server'],
  ];
  for (const [status, type, code] of cases) {
    const { name } = type;
    sandbox.fault({ fault: { status: { status } } });
    const error = await caught(client.restart(sandbox.instance));
    assert.ok(error instanceof type, name);
    assert.ok(error instanceof APIStatusError);
    assert.ok(error instanceof HypersenderError);
    assert.ok(error instanceof Error);
    assert.ok(isHypersenderError(error));
    assert.equal(error.constructor, type);
    assert.equal(error.name, name);
    assert.equal(error.code, code);
    assert.equal(error.status, status);
    assert.equal(error.operation, 'restart');
    assert.equal(error.attempts, 1);
    assert.equal(error.outcome, status === 503 ? 'unknown' : 'rejected');
    assert.ok(error.elapsedMs > 0);
    assert.match(String(error), new RegExp(`^${name}: `));
  }
});

test('what belongs to one class is there, in milliseconds and under the names here', async (t) => {
  const { sandbox, client } = await start(t);
  await client.requestNewQrCode(sandbox.instance);
  const early = await caught(client.requestNewQrCode(sandbox.instance));
  assert.ok(early instanceof RateLimitError);
  assert.equal(early.limitedBy, 'client');
  assert.equal('status' in early, false);
  assert.equal(early.outcome, 'not_sent');
  assert.ok(early.retryAfterMs > 55_000 && early.retryAfterMs <= 61_000);

  const body = JSON.stringify({ message: 'No.', errors: { phone: ['Taken.', 'Odd.'] } });
  sandbox.fault({ fault: { status: { status: 422, body } } });
  const refused = await caught(client.createInstance({ phone: '+201234567890', name: 'a' }));
  assert.deepEqual(refused.errors, { phone: ['Taken.', 'Odd.'] });
  assert.equal(refused.serverMessage, 'No.');

  sandbox.fault({ fault: { redirect: { location: 'https://example.com/login?token=1' } } });
  const moved = await caught(client.health(sandbox.instance));
  assert.equal(moved.location, 'https://example.com');

  sandbox.fault({ fault: { change: { set: { qr_code: 5 } } } });
  const created = await caught(client.createInstance({ phone: '+201234567891', name: 'b' }));
  assert.equal(created.code, 'invalid_response');
  assert.equal(created.reason, 'wrong_type');
  assert.equal(created.jsonPath, '$.qr_code');
  assert.equal(created.instance.name, 'b');
  assert.equal(created.outcome, 'accepted');
  assert.ok(created.instance.accessToken.reveal().length > 10);

  const fresh = sandbox.client({ maxRetries: 0 }); // with no connection that could be cut instead
  await sandbox.close();
  const gone = await caught(fresh.health('a'));
  assert.equal(gone.code, 'connection');
  assert.equal(gone.reason, 'refused');
  assert.ok(gone.cause instanceof Error);
});

test('the cause is what the system said, as Node says it', async (t) => {
  const sandbox = await startSandbox(t);
  const client = sandbox.client({ maxRetries: 0 });
  const unknown = new Hypersender({
    token: 'a',
    baseUrl: 'https://nowhere.invalid',
    maxRetries: 0,
  });
  const lost = await caught(unknown.health('a'));
  assert.equal(lost.reason, 'dns');
  assert.equal(lost.cause.syscall, 'getaddrinfo');
  assert.match(lost.cause.code, /^(ENOTFOUND|EAI_AGAIN)$/);
  assert.equal(lost.cause.message, `getaddrinfo ${lost.cause.code}`);

  sandbox.fault({ operation: 'health', fault: 'reset' });
  const { cause } = await caught(client.health(sandbox.instance));
  assert.deepEqual({ ...cause }, { code: 'ECONNRESET', errno: -constants.errno.ECONNRESET });

  const fresh = sandbox.client({ maxRetries: 0 });
  await sandbox.close();
  const refused = (await caught(fresh.health('a'))).cause;
  const { ECONNREFUSED } = constants.errno;
  assert.deepEqual(
    { ...refused },
    { code: 'ECONNREFUSED', errno: -ECONNREFUSED, syscall: 'connect' },
  );
  assert.equal(refused.message, 'ECONNREFUSED: connection refused, connect');
});

test('what is printed of an error begins with its code, and has no noise', async (t) => {
  const { client } = await start(t);
  const error = await caught(client.health('none'));
  assert.equal(Object.keys(error)[0], 'code');
  assert.match(String(error.elapsedMs), /^\d+(\.\d{1,3})?$/);
});

test('the stack has the line of the caller', async (t) => {
  const { client } = await start(t);
  const here = /errors\.test\.mjs:\d+/;
  const stackOf = async (begin) => {
    const { stack } = await caught(begin());
    const [header, frame] = stack.split('\n');
    assert.match(header, /^NotFoundError: /);
    assert.match(frame, here, stack);
  };
  await stackOf(async () => await client.health('none'));
  await stackOf(() => client.health('none').then());
  await stackOf(() => Promise.all([client.restart('none')]));
  await stackOf(async () => {
    const later = client.requestNewQrCode('none');
    later.catch(() => {});
    await client.listInstances();
    await later; // nobody waited for it when it failed
  });
  await stackOf(() => client.link('none').linked());
  await stackOf(async () => {
    for await (const _ of client.link('none'));
  });
});

test('a tool that writes stacks in its own way is not in the way', async (t) => {
  const { client } = await start(t);
  const { prepareStackTrace } = Error;
  t.after(() => {
    Error.prepareStackTrace = prepareStackTrace;
  });
  Error.prepareStackTrace = (_, frames) => frames;
  const error = await caught(client.health('none'));
  assert.ok(error instanceof NotFoundError);
  Error.prepareStackTrace = undefined;
});

test('a tool that fails to write a stack keeps nobody else from hearing of their call', async (t) => {
  const { sandbox, client } = await start(t);
  const { prepareStackTrace } = Error;
  t.after(() => {
    Error.prepareStackTrace = prepareStackTrace;
  });
  const broken = new RangeError('a bad tool');
  const calls = [client.health('none'), client.health(sandbox.instance)];
  Error.prepareStackTrace = () => {
    throw broken;
  };
  const [failed, { value }] = await Promise.allSettled(calls);
  Error.prepareStackTrace = undefined;
  assert.equal(failed.reason, broken);
  assert.equal(value.status, 'SCAN_QR_CODE');
});

test('a copy keeps what a plain error keeps', async (t) => {
  const { client } = await start(t);
  const error = await caught(client.health('none'));
  const copy = structuredClone(error);
  const nobody = new Hypersender({ token: 'a', baseUrl: 'http://127.0.0.1:1', maxRetries: 0 });
  assert.ok(copy instanceof Error);
  assert.equal(copy.message, error.message);
  assert.equal(copy.stack, error.stack);
  // There and back again, through another thread.
  const echo = `
    const { parentPort } = require('node:worker_threads');
    parentPort.once('message', (it) => parentPort.postMessage(it));`;
  const worker = new Worker(echo, { eval: true });
  t.after(() => worker.terminate());
  const caused = await caught(nobody.health('none'));
  worker.postMessage(caused);
  const [posted] = await once(worker, 'message');
  assert.ok(posted instanceof Error);
  assert.equal(posted.message, caused.message);
  assert.equal(posted.stack, caused.stack);
  assert.equal(posted.cause.message, caused.cause.message);
});

test('a call that can not be made rejects, and never throws at once', async (t) => {
  const { sandbox, client } = await start(t);
  const hostile = {
    get timeoutMs() {
      throw new RangeError('hostile');
    },
  };
  const { proxy: hostileProxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const calls = [
    () => client.health(),
    () => client.health(5),
    () => client.health(Symbol('id')),
    () => client.health('a', 5),
    () => client.health('a', { timeoutMs: '5' }),
    () => client.health('a', { timeoutMs: 10n }),
    () => client.health('a', { signal: {} }),
    () => client.health('a', hostile),
    () => client.listInstances(hostileProxy),
    () => client.health('\ud800'),
    () => client.requestNewQrCode('a', { cooldown: 'never' }),
    () => client.requestNewQrCode('a', { maxWaitMs: -1 }),
    () => client.listInstances({ status: 5 }),
    () => client.createInstance(),
    () => client.createInstance({ phone: '+201234567890' }),
    () => client.restart('../x'),
  ];
  for (const make of calls) {
    let promise;
    assert.doesNotThrow(() => {
      promise = make();
    }, make.toString());
    const error = await caught(promise);
    assert.equal(error.code, 'invalid_argument', make.toString());
    const [, method] = make.toString().match(/client\.(\w+)/);
    assert.equal(error.operation, method);
    assert.equal(error.outcome, POSTS.has(method) ? 'not_sent' : undefined, make.toString());
    assert.equal(error.attempts, 0);
    assert.match(error.stack.split('\n')[1], /errors\.test\.mjs/);
    assert.equal(error.cause !== undefined, /hostile/.test(make));
  }
  assert.deepEqual(sandbox.requests(), []);
});

test('a text names an option as it is written here', () => {
  assert.throws(() => new Hypersender({ token: '1|a', baseUrl: 'http://example.com' }), {
    code: 'invalid_argument',
    argument: 'baseUrl',
    message: /allowInsecureHttp permits it/,
  });
});

test('what a session can not be made of tells as much', async (t) => {
  const { client } = await start(t);
  assert.throws(
    () => client.link('a', { maxQrCodes: -1 }),
    (error) => {
      const { code, operation, argument, outcome } = error;
      assert.deepEqual(
        { code, operation, argument, outcome },
        {
          code: 'invalid_argument',
          operation: 'link',
          argument: 'maxQrCodes',
          outcome: undefined,
        },
      );
      assert.match(error.stack.split('\n')[1], /errors\.test\.mjs/);
      return true;
    },
  );
});

test('a cause is what the system said, with its code, and no stack of this library', async (t) => {
  const { sandbox, client } = await start(t);
  await sandbox.close();
  const { cause, stack } = await caught(client.health('a'));
  assert.equal(cause.code, 'ECONNREFUSED');
  assert.match(cause.message, /refused/);
  assert.equal(cause.cause, undefined);
  assert.equal(cause.stack, `Error: ${cause.message}`);
  assert.doesNotMatch(stack, /dist/);
});

test('an error of this library that caused another has the stack of the same call', async (t) => {
  const { sandbox, client } = await start(t);
  sandbox.setStatus(sandbox.instance, 'FAILED');
  sandbox.fault({ operation: 'requestNewQrCode', fault: { status: { status: 409 } } });
  const error = await caught(client.link(sandbox.instance).linked());
  assert.equal(error.code, 'link_failed');
  assert.ok(error.cause instanceof UnexpectedStatusError, inspect(error));
  const frames = ({ stack }) => stack.split('\n').slice(1);
  assert.match(frames(error)[0], /errors\.test\.mjs/);
  assert.deepEqual(frames(error.cause), frames(error));
});

test('errors can be made for tests of what handles them', () => {
  const error = new RateLimitError('Wait.', { retryAfterMs: 1000, limitedBy: 'server' });
  assert.equal(error.code, 'rate_limited');
  assert.equal(error.retryAfterMs, 1000);
  assert.match(error.stack, /errors\.test\.mjs/);
});
