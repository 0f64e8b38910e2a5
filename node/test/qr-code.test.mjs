// The code as Node has it: values that last longer than its answer.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import { startSandbox } from './setup/sandbox.mjs';

const code = async (t, options) => {
  const sandbox = await startSandbox(t, options);
  const { qrCode } = await sandbox.client().requestNewQrCode(sandbox.instance);
  return { sandbox, qrCode };
};

test('it is a picture in every form', async (t) => {
  const { sandbox, qrCode } = await code(t);
  assert.ok(qrCode.png instanceof Uint8Array);
  assert.equal(qrCode.png.subarray(1, 4).toString(), 'PNG');
  assert.equal(qrCode.base64, qrCode.png.toString('base64'));
  assert.equal(qrCode.dataUri, `data:image/png;base64,${qrCode.base64}`);
  assert.match(qrCode.svg(), /^<svg /);
  assert.match(qrCode.terminal(), /▀/);
  const { columns, lines } = qrCode.terminalSize;
  assert.equal(qrCode.terminal().split('\n').length - 1, lines);
  assert.ok(columns > lines);
  assert.equal(qrCode.payload.reveal(), sandbox.instances()[0].lastCode.payload);
});

test('the picture is the program’s own copy', async (t) => {
  const { qrCode } = await code(t);
  const { png } = qrCode;
  const copy = Uint8Array.from(png);
  // A buffer outside of JavaScript's memory, which Electron forbids, can't be handed over.
  assert.deepEqual(structuredClone(png.buffer, { transfer: [png.buffer] }), copy.buffer);
  assert.equal(png.length, 0);
});

test('it dies by the clock of its client, and stays dead', async (t) => {
  const { sandbox, qrCode } = await code(t);
  assert.ok(qrCode.expiresInMs > 50_000 && qrCode.expiresInMs <= 60_000);
  assert.equal(qrCode.isExpired, false);
  assert.equal(qrCode.expiresAt - qrCode.requestedAt, 60_000);
  sandbox.advance(60);
  assert.equal(qrCode.expiresInMs, 0);
  assert.equal(qrCode.isExpired, true);
});

test('it lives on when its client and sandbox are gone', async (t) => {
  const { sandbox, qrCode } = await code(t);
  await sandbox.close();
  assert.equal(qrCode.isExpired, false);
  assert.match(qrCode.svg(), /^<svg /);
});

test('it is saved for its owner alone', async (t) => {
  const { qrCode } = await code(t);
  const folder = await mkdtemp(join(tmpdir(), 'hypersender-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'code.png');
  await qrCode.save(file);
  await qrCode.save(file);
  assert.deepEqual(readFileSync(file), qrCode.png);
  if (process.platform !== 'win32') assert.equal(statSync(file).mode & 0o777, 0o600);
  const nowhere = join(folder, 'no', 'such', 'code.png');
  await assert.rejects(qrCode.save(nowhere), (error) => {
    assert.equal(error.code, 'ENOENT');
    assert.equal(error.path, nowhere);
    assert.match(error.stack, /qr-code\.test\.mjs/);
    return true;
  });
  await assert.rejects(qrCode.save(5), { code: 'invalid_argument', argument: 'path' });
});

test('what keeps it from being saved is said as Node says it', async (t) => {
  const { qrCode } = await code(t);
  const folder = await mkdtemp(join(tmpdir(), 'hypersender-'));
  t.after(() => rm(folder, { recursive: true }));
  await symlink('b', join(folder, 'a'));
  await symlink('a', join(folder, 'b'));
  for (const [path, code] of [
    [join(folder, 'a', 'x.png'), 'ELOOP'],
    [folder, 'EISDIR'],
    [join(folder, 'x'.repeat(300)), 'ENAMETOOLONG'],
  ]) {
    const theirs = await writeFile(path, '').catch((error) => error);
    await assert.rejects(qrCode.save(path), ({ message, ...error }) => {
      const { errno, syscall } = theirs;
      assert.deepEqual(error, { errno, code, syscall, path });
      assert.equal(message, theirs.message);
      return true;
    });
  }
  await assert.rejects(qrCode.save('a\0b'), { code: 'EINVAL' });
});

test('a file may be named by a URL', async (t) => {
  const { qrCode } = await code(t);
  const folder = await mkdtemp(join(tmpdir(), 'hypersender-'));
  t.after(() => rm(folder, { recursive: true }));
  await qrCode.save(pathToFileURL(join(folder, 'a code.png')));
  assert.deepEqual(readFileSync(join(folder, 'a code.png')), qrCode.png);
  // One of another realm, as Jest has them, is none of this one's `URL`.
  const { href, protocol, hostname, pathname } = pathToFileURL(join(folder, 'another.png'));
  await qrCode.save({ href, protocol, hostname, pathname });
  assert.deepEqual(readFileSync(join(folder, 'another.png')), qrCode.png);
  const elsewhere = new URL('https://example.com/code.png');
  await assert.rejects(qrCode.save(elsewhere), { code: 'invalid_argument', argument: 'path' });
});

test('what is in its place is replaced if it is a file, and left alone if it is not', async (t) => {
  const { qrCode } = await code(t);
  const folder = await mkdtemp(join(tmpdir(), 'hypersender-'));
  t.after(() => rm(folder, { recursive: true }));
  const [file, inner, device] = ['code.png', 'folder', 'device'].map((it) => join(folder, it));
  await writeFile(file, 'a longer text than what comes after it'.repeat(1000));
  await qrCode.save(file);
  assert.deepEqual(readFileSync(file), qrCode.png);
  await mkdir(inner);
  const places = [[inner, { code: 'EISDIR', path: inner }]];
  if (process.platform === 'linux') {
    await symlink('/dev/full', device);
    const refused = { code: 'invalid_argument', argument: 'path', message: /a device or a pipe/ };
    places.push([device, refused], ['/dev/full', refused]);
    places.push(['/proc/code.png', { code: 'ENOENT', path: '/proc/code.png' }]);
  }
  for (const [path, expected] of places) await assert.rejects(qrCode.save(path), expected);
  assert.deepEqual(
    readdirSync(folder).sort(),
    places.length > 1 ? ['code.png', 'device', 'folder'] : ['code.png', 'folder'],
  );
  assert.deepEqual(readdirSync(inner), []);
});

test('a picture without a code is still a picture', async (t) => {
  const sandbox = await startSandbox(t);
  const one = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP6DwABBQECz6AuzQAAAABJRU5ErkJggg==',
    'base64',
  );
  sandbox.fault({ fault: { change: { set: { qr_code: one.toString('base64') } } } });
  const { qrCode } = await sandbox.client().requestNewQrCode(sandbox.instance);
  assert.deepEqual(qrCode.png, one);
  for (const draw of [() => qrCode.payload, () => qrCode.svg(), () => qrCode.terminal()]) {
    assert.throws(draw, { code: 'invalid_response', reason: 'not_a_qr_code' });
  }
});

test('no secret is in anything that shows values', async (t) => {
  const { sandbox, qrCode } = await code(t);
  const client = sandbox.client();
  const [instance] = await client.listInstances();
  const session = client.link(sandbox.instance);
  const things = { client, instance, session, qrCode, payload: qrCode.payload, sandbox };
  const shown = [
    inspect(things, { depth: Number.POSITIVE_INFINITY, showHidden: true, getters: true }),
    inspect(
      { client, instance, session, qrCode },
      { customInspect: false, showHidden: true, depth: 9 },
    ),
    JSON.stringify({ client, instance, session, qrCode, payload: qrCode.payload }),
    `${qrCode.payload} ${instance.accessToken}`,
    String(Object.values(structuredClone({ ...qrCode }))),
  ].join('\n');
  const secrets = [
    sandbox.token,
    instance.accessToken.reveal(),
    qrCode.payload.reveal(),
    qrCode.base64.slice(40, 80),
  ];
  for (const secret of secrets) assert.equal(shown.indexOf(secret), -1, shown);
  assert.match(shown, /\[redacted\]/);
});
