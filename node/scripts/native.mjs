// Builds the native module with cargo.

import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the npm package. */
export const node = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Runs a program to its end, which has to be a good one. */
export function run(program, args, options = {}) {
  const { status, error, stdout } = spawnSync(program, args, {
    cwd: node,
    stdio: 'inherit',
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    ...options,
  });
  if (error || status !== 0) {
    throw new Error(`${program} ${args.join(' ')}: ${error?.message ?? `exit ${status}`}`);
  }
  return stdout;
}

/**
 * Builds it, and says where cargo put it: cargo tells, wherever its target folder is.
 *
 * `release` as it is shipped, `forTests` with what only the tests need, `target` for another machine,
 * in Rust's words, `glibc` for machines that have at least this version of it.
 */
export function buildNative({ release = false, forTests = false, glibc, target } = {}) {
  const zig = glibc !== undefined || target?.includes('-linux-');
  const args = [
    zig ? 'zigbuild' : 'build',
    '--package',
    'hypersender-node',
    '--message-format',
    'json-render-diagnostics',
  ];
  if (release) args.push('--profile', 'wheel'); // small, as Python's
  if (forTests) args.push('--features', 'test-exports');
  if (zig) {
    const machine = { x64: 'x86_64', arm64: 'aarch64' }[process.arch];
    const triple = target ?? `${machine}-unknown-linux-gnu`;
    args.push('--target', glibc === undefined ? triple : `${triple}.${glibc}`);
  } else if (target !== undefined) {
    args.push('--target', target);
  }
  const messages = run(process.env.CARGO ?? 'cargo', args, {
    stdio: ['ignore', 'pipe', 'inherit'],
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

/** Writes what comes with the library of a crate into a folder: licences, bill of materials. `of` is its package's address. */
export function writePapers(folder, crate, of) {
  run(process.env.CARGO ?? 'cargo', ['xtask', 'papers', folder, crate, of]);
}
