// What is installed is all there, and works.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { startSandbox } from '../setup/sandbox.mjs';

const require = createRequire(import.meta.url);
const PACKAGE = dirname(require.resolve('hypersender/package.json'));

test('a phone is linked', async (t) => {
  const sandbox = await startSandbox(t);
  const types = [];
  for await (const event of sandbox.client().link(sandbox.instance)) {
    types.push(event.type);
    if (event.type === 'qr_code') sandbox.phone.scan(event.qrCode);
  }
  assert.ok(types.includes('qr_code'));
  assert.equal(types.at(-1), 'linked');
});

test('no package comes with it but the one of this platform', () => {
  const found = readdirSync(dirname(PACKAGE)).filter((name) => !name.startsWith('.'));
  const [native, ...others] = found.filter((name) => name !== 'hypersender');
  assert.match(native, /^hypersender-/);
  assert.deepEqual(others, []);
  const manifest = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));
  assert.equal(manifest.dependencies, undefined);
  assert.equal(manifest.scripts, undefined);
  assert.ok(native in manifest.optionalDependencies);
});

test('the native module is in the package of the platform alone', () => {
  const files = readdirSync(PACKAGE, { recursive: true });
  assert.deepEqual(
    files.filter((name) => name.endsWith('.node')),
    [],
  );
  assert.ok(files.includes('LICENSE-MIT') && files.includes('README.md'), files.join());
});

const COMMAND = join(dirname(PACKAGE), '.bin', 'hypersender');

test('the command is there', () => {
  const { status, stdout } = spawnSync(COMMAND, ['--version'], { encoding: 'utf8' });
  const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));
  assert.deepEqual({ status, stdout }, { status: 0, stdout: `hypersender ${version}\n` });
});

for (const [signal, expected] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
]) {
  test(`the command ends at ${signal}, with its own code`, { timeout: 60_000 }, async (t) => {
    const sandbox = await startSandbox(t);
    sandbox.fault({ fault: 'never_answer', times: null });
    const child = spawn(COMMAND, ['health', sandbox.instance], {
      env: {
        PATH: process.env.PATH,
        HYPERSENDER_TOKEN: sandbox.token,
        HYPERSENDER_BASE_URL: sandbox.url,
      },
      stdio: 'ignore',
    });
    t.after(() => child.kill('SIGKILL'));
    const ended = once(child, 'exit');
    await sandbox.waitForRequest(() => true);
    child.kill(signal);
    assert.deepEqual(await ended, [expected, null]);
  });
}
