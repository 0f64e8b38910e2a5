// All that a process can write about what it does: nothing in it is secret.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const TOKEN = '77|cAnArYtOkEnA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6';
const HOME = fileURLToPath(new URL('..', import.meta.url));

// Whatever goes wrong is told of as it is: by warnings, reports, uncaught errors, all of its logs.
const PROGRAM = `
  import { createWriteStream, readFileSync, readdirSync } from 'node:fs';
  import { inspect } from 'node:util';
  import { inside } from './test/setup/inside.mjs';
  import { Sandbox } from 'hypersender/testing';
  const token = readFileSync(0, 'utf8').trim();
  const tell = (...all) => console.error(...all);
  const sandbox = await Sandbox.start({ token, seed: 1, speed: 60 });
  const onLog = (record) => tell('log', record);
  const client = sandbox.client({ maxRetries: 0, onLog });
  const answer = await client.requestNewQrCode(sandbox.instance);
  const [instance] = await client.listInstances();
  const { qrCode } = answer;
  const created = await client.createInstance({ phone: '+201234567890', name: 'Shop' });
  const known = [
    qrCode.payload.reveal(), qrCode.base64.slice(200, 260), instance.accessToken.reveal(),
    created.qrCode.payload.reveal(), created.accessToken.reveal(),
  ];
  const body = JSON.stringify({ message: [token, ...known].join(' '), errors: { a: known } });
  for (const operation of ['health', 'restart', 'listInstances'])
    sandbox.fault({ operation, times: null, fault: { status: { status: 422, body } } });
  for (const call of [
    () => client.health(sandbox.instance),
    () => client.restart(sandbox.instance),
    () => client.listInstances(),
    function panic() {
      const begin = (n) => inside.native.panicInCall(inside.bridge, n);
      return inside.call(begin, undefined, inside.traceOf(panic));
    },
  ]) await call().catch((error) => {
    tell('caught', error, error.stack, inspect(error, { showHidden: true, depth: null }));
    process.emitWarning(error);
    process.emitWarning(error.message, { detail: error.stack });
  });
  for await (const event of client.link(sandbox.instance)) {
    tell('event', event, client);
    if (event.type !== 'qr_code') continue;
    known.push(event.qrCode.payload.reveal());
    break;
  }
  tell('title', process.title, readFileSync('/proc/self/cmdline', 'latin1'));
  for (const task of readdirSync('/proc/self/task'))
    tell('thread', readFileSync('/proc/self/task/' + task + '/comm', 'latin1'));
  tell('report', JSON.stringify(process.report.getReport(new Error('a report'))));
  console.log(answer, instance, qrCode, created);
  console.table([answer, instance, created]);
  const channel = createWriteStream(null, { fd: 3 });
  channel.end(JSON.stringify(known));
  await new Promise((then) => channel.on('finish', then));
  client.health(sandbox.instance);  // nobody waits: it ends the process, and is told of
`;

test('nothing that a process writes shows a secret', { timeout: 60_000 }, async () => {
  const flags = ['--trace-warnings', '--trace-uncaught', '--input-type=module', '--eval', PROGRAM];
  const child = spawn(process.execPath, flags, {
    cwd: HOME,
    env: {
      PATH: process.env.PATH,
      NODE_DEBUG: 'net,http,stream',
      RUST_LOG: 'trace',
      RUST_BACKTRACE: 'full',
    },
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(TOKEN);
  const [written, secrets] = ['', ''].map(() => ({ text: '' }));
  const collect = (stream, into) =>
    stream.setEncoding('utf8').on('data', (text) => {
      into.text += text;
    });
  collect(child.stdout, written);
  collect(child.stderr, written);
  collect(child.stdio[3], secrets);
  const [code] = await once(child, 'close');
  assert.equal(code, 1, written.text);
  const sinks = ['log {', 'caught ValidationError', 'event {', 'title ', 'thread ', 'report {'];
  const ofPanic = ['caught InternalError', 'hypersender: thread'];
  for (const sink of [...sinks, ...ofPanic, 'Warning', '[redacted]', 'Thrown at:']) {
    assert.ok(written.text.includes(sink), `${sink} is not in ${written.text}`);
  }
  const known = JSON.parse(secrets.text);
  assert.equal(known.length, 6);
  const picture = ['iVBORw0KGgo', '89 50 4e 47', '137, 80, 78, 71', '137,80,78,71', 'x89PNG'];
  for (const secret of [TOKEN, TOKEN.slice(3), ...known, ...picture, 'canary of a panic']) {
    assert.ok(!written.text.includes(secret), `${secret} is in ${written.text}`);
  }
});
