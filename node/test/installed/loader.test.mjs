// If the native module can't be loaded, the error says which, where, and why.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

const require = createRequire(import.meta.url);
const PACKAGE = dirname(require.resolve('hypersender/package.json'));
const { libcOf, platformName, PLATFORMS } = require(join(PACKAGE, 'dist/native/platform.js'));
const HERE = platformName();

/** A folder where `packages` are installed beside a package without a native module. */
function home(t, packages) {
  const folder = mkdtempSync(join(tmpdir(), 'hypersender-loader-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const modules = join(folder, 'node_modules');
  for (const part of ['dist', 'package.json']) {
    cpSync(join(PACKAGE, part), join(modules, 'hypersender', part), { recursive: true });
  }
  for (const [platform, content] of Object.entries(packages)) {
    const its = join(modules, `hypersender-${platform}`);
    const main = `hypersender.${platform}.node`;
    mkdirSync(its);
    writeFileSync(join(its, 'package.json'), JSON.stringify({ main }));
    writeFileSync(join(its, main), content);
  }
  return { folder, modules };
}

/** What loading says there. */
function complaint(t, packages, before = '') {
  const { folder, modules } = home(t, packages);
  const source = `${before}
    try { require('hypersender'); } catch (error) {
      console.log(JSON.stringify({ message: error.message, cause: String(error.cause) }));
    }`;
  const { stdout } = spawnSync(process.execPath, ['--eval', source], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { ...JSON.parse(stdout), modules };
}

test('a package that is not there', (t) => {
  const { message, cause } = complaint(t, {});
  assert.match(message, new RegExp(`the package hypersender-${HERE}, .* is not installed`));
  assert.match(message, /--omit=optional/);
  assert.match(cause, /Cannot find module/);
});

test('the package of another platform', (t) => {
  const other = PLATFORMS.find((it) => it !== HERE);
  const { message } = complaint(t, { [other]: '' });
  assert.match(
    message,
    new RegExp(`this is ${HERE}, .* but what is installed is hypersender-${other}`),
  );
});

test('a file that does not load, with what the system says of it', (t) => {
  const { message, cause, modules } = complaint(t, { [HERE]: 'not a library' });
  const file = join(modules, `hypersender-${HERE}`, `hypersender.${HERE}.node`);
  assert.ok(message.includes(`for ${HERE}, ${file}, does not load: `), message);
  const said = cause.replace(/^Error: /, '');
  assert.ok(said.length > 0 && message.includes(said), message);
});

test('the command says it in one sentence, and does not show its own code', (t) => {
  const { modules } = home(t, {});
  const command = join(modules, 'hypersender', 'dist', 'command.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, 'demo'], {
    encoding: 'utf8',
  });
  assert.deepEqual({ status, stdout }, { status: 1, stdout: '' });
  assert.match(stderr, /^hypersender can't be loaded: the package hypersender-[^\n]* first\.\n$/);
});

test('a platform that there is no package for', (t) => {
  const { message } = complaint(
    t,
    {},
    "Object.defineProperty(process, 'platform', { value: 'aix' });" +
      "Object.defineProperty(process, 'arch', { value: 'ppc64' });",
  );
  assert.match(message, /no native module for aix-ppc64, only for darwin-arm64, /);
});

test('the two C libraries of Linux are told apart by what a program says', (t) => {
  assert.equal(libcOf(Buffer.from('\x7fELF\0/lib/ld-musl-x86_64.so.1\0')), 'musl');
  assert.equal(libcOf(Buffer.from('\x7fELF\0/lib64/ld-linux-x86-64.so.2\0')), 'gnu');
  assert.equal(libcOf(Buffer.from('\x7fELF')), undefined);
  if (process.platform !== 'linux') return;
  const beginning = Buffer.alloc(4096);
  const file = openSync('/proc/self/exe', 'r');
  t.after(() => closeSync(file));
  readSync(file, beginning, 0, beginning.length, 0);
  const { glibcVersionRuntime } = process.report.getReport().header;
  assert.equal(libcOf(beginning), glibcVersionRuntime === undefined ? 'musl' : 'gnu');
});
