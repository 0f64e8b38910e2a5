// Builds the native module and the JavaScript beside it: `npm run build`.
// With `--release` the module is the one that is shipped, with `--test` it can also do what only
// the tests need; without either it is quick to build.

import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const node = join(dirname(fileURLToPath(import.meta.url)), '..');
const release = process.argv.includes('--release');

function run(program, args, options = {}) {
  const { status, error, stdout } = spawnSync(program, args, {
    cwd: node,
    stdio: 'inherit',
    ...options,
  });
  if (error || status !== 0) {
    console.error(`${program} ${args.join(' ')}: ${error?.message ?? `exit ${status}`}`);
    process.exit(1);
  }
  return stdout;
}

/** Where cargo put the library: it says so itself, wherever its target folder is. */
function buildNative() {
  const args = [
    'build',
    '--package',
    'hypersender-node',
    '--message-format',
    'json-render-diagnostics',
  ];
  if (release) args.push('--release');
  if (process.argv.includes('--test')) args.push('--features', 'test-exports');
  const messages = run(process.env.CARGO ?? 'cargo', args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const library = messages
    .split('\n')
    .filter((line) => line.includes('"compiler-artifact"'))
    .map((line) => JSON.parse(line))
    .filter(({ target }) => target.name === 'hypersender_node')
    .flatMap(({ filenames }) => filenames)
    .find((file) => /\.(so|dylib|dll)$/.test(file));
  if (library === undefined) throw new Error('cargo built no library');
  return library;
}

function install(library) {
  const { platformName } = createRequire(import.meta.url)('../dist/native/platform.js');
  const file = join(node, 'native', `hypersender.${platformName()}.node`);
  mkdirSync(dirname(file), { recursive: true });
  // Not over the old one: a program that has it loaded would crash.
  copyFileSync(library, `${file}.new`);
  renameSync(`${file}.new`, file);
}

const typescript = JSON.parse(readFileSync(join(node, 'node_modules/typescript/package.json')));
rmSync(join(node, 'dist'), { recursive: true, force: true });
run(process.execPath, [join(node, 'node_modules/typescript', typescript.bin.tsc)]);
install(buildNative());
