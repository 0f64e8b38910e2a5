// Whom a client trusts beside the machine.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { inside } from './setup/inside.mjs';

const { Hypersender, native } = inside;
const { authority, certificate: cert, key } = native.makeAuthority();

/** A service for the token `a` whose certificate that authority signed, and the file with the authority's. */
async function serve(t) {
  const server = createServer({ cert, key }, ({ headers }, response) => {
    response.statusCode = headers.authorization === 'Bearer a' ? 200 : 401;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ id: 'one', status: 'WORKING' }));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const folder = await mkdtemp(join(tmpdir(), 'hypersender-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'authority.pem');
  writeFileSync(file, authority);
  return { baseUrl: `https://localhost:${server.address().port}`, file };
}

/** What a program says that asks it, with these certificates in Node's own setting. */
function ask(baseUrl, authorities) {
  const source = `
    import { Hypersender } from 'hypersender';
    const client = new Hypersender({ token: 'a', baseUrl: '${baseUrl}' });
    new Hypersender({ token: 'a' }); // nothing is said twice
    console.log(await client.health('one').then(({ status }) => status, ({ reason }) => reason));`;
  return run(['--input-type=module', '--eval', source], { NODE_EXTRA_CA_CERTS: authorities });
}

/** What Node says when it is given these words. */
async function run(words, env) {
  const child = spawn(process.execPath, words, {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts = { stdout: '', stderr: '' };
  for (const name of Object.keys(texts)) {
    child[name].setEncoding('utf8').on('data', (text) => {
      texts[name] += text;
    });
  }
  await once(child, 'close');
  const warnings = texts.stderr.match(/hypersender ignores NODE_EXTRA_CA_CERTS.*/g) ?? [];
  return { said: texts.stdout.trim(), warnings };
}

test('what NODE_EXTRA_CA_CERTS names is trusted', { timeout: 60_000 }, async (t) => {
  const { baseUrl, file } = await serve(t);
  assert.deepEqual(await ask(baseUrl, file), { said: 'WORKING', warnings: [] });
  assert.deepEqual(await ask(baseUrl, ''), { said: 'tls', warnings: [] });
});

test('a file of it that can’t be read is told of once, and ignored', {
  timeout: 60_000,
}, async (t) => {
  const { baseUrl } = await serve(t);
  const { said, warnings } = await ask(baseUrl, '/no/such/ca.pem');
  assert.equal(said, 'tls');
  assert.equal(warnings.length, 1);
  assert.match(warnings[0], /NODE_EXTRA_CA_CERTS, \/no\/such\/ca\.pem: No such file/);
});

test('the command trusts the same, and says what it can’t read before all else', {
  timeout: 60_000,
}, async (t) => {
  const { baseUrl, file } = await serve(t);
  const env = { HYPERSENDER_TOKEN: 'a', HYPERSENDER_BASE_URL: baseUrl };
  const does = (words, NODE_EXTRA_CA_CERTS) =>
    run(['dist/command.js', ...words], { ...env, NODE_EXTRA_CA_CERTS });
  assert.match((await does(['health', 'one'], file)).said, /WORKING/);
  const doctor = ['doctor', 'one', '--json'];
  const connection = ({ said }) =>
    said
      .split('\n')
      .map((line) => JSON.parse(line))
      .find(({ check }) => check === 'connection').result;
  assert.equal(connection(await does(doctor, file)), 'ok');
  assert.equal(connection(await does(doctor, '')), 'problem');
  const { warnings } = await does(['doctor'], '/no/such/ca.pem');
  assert.equal(warnings.length, 1);
  assert.match(warnings[0], /NODE_EXTRA_CA_CERTS, \/no\/such\/ca\.pem: No such file[^()]*\.$/);
});

test('caCertificate is a path, a text or its bytes', async (t) => {
  const { baseUrl, file } = await serve(t);
  const bytes = Buffer.from(authority);
  const foreign = runInNewContext('Uint8Array').from(bytes); // as Jest has them
  for (const caCertificate of [file, authority, bytes, new Uint8Array(bytes), foreign]) {
    const client = new Hypersender({ token: 'a', baseUrl, caCertificate });
    assert.equal((await client.health('one')).status, 'WORKING');
    await client.close();
  }
  const refused = (caCertificate, message) =>
    assert.throws(() => new Hypersender({ token: 'a', caCertificate }), {
      argument: 'caCertificate',
      message,
    });
  refused('', 'The CA certificate is empty.');
  refused('/no/such', /^The CA certificate file \/no\/such can't be read: No such [^()]*\.$/);
  refused(Buffer.from('no PEM'), /holds no certificate/);
  refused(5, /has to be a string, or a Buffer/);
});

test('the cause of a refused certificate is in words', async (t) => {
  const { baseUrl } = await serve(t);
  const client = new Hypersender({ token: 'a', baseUrl, caCertificate: cert });
  await assert.rejects(client.health('one'), ({ reason, cause }) => {
    assert.equal(reason, 'tls');
    assert.match(cause.message, /^invalid peer certificate/);
    assert.doesNotMatch(cause.message, /[()]/);
    return true;
  });
});
