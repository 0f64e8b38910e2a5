// Installs what `npm run pack` made, as a user would, into an empty folder, and tests it there:
// with no compiler on the path, no network, and no install scripts.

import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { node, run } from './native.mjs';

/** The most bytes that the package of a platform may have, packed. */
const MOST = 3_000_000;

const { positionals } = parseArgs({ allowPositionals: true });
const made = JSON.parse(readFileSync(join(node, 'packages', 'made.json'), 'utf8'));
const { packed: logged } = JSON.parse(
  readFileSync(join(node, '../bindings/sizes.json'), 'utf8'),
).node;
if (made.native.size > MOST) {
  throw new Error(`${made.native.file} has ${made.native.size} bytes, and may have ${MOST}`);
}
if (Math.abs(made.native.size / logged - 1) > 0.1) {
  throw new Error(
    `${made.native.file} has ${made.native.size} bytes, bindings/sizes.json ${logged}`,
  );
}

const folder = mkdtempSync(join(tmpdir(), 'hypersender-installed-'));
try {
  // Nothing but Node is on the path.
  const programs = join(folder, 'programs');
  mkdirSync(programs);
  symlinkSync(process.execPath, join(programs, 'node'));
  const env = { HOME: folder, PATH: programs };
  const npm = process.env.npm_execpath;
  if (npm === undefined) throw new Error('Please start this with `npm run`.');

  const home = join(folder, 'home');
  mkdirSync(home);
  writeFileSync(join(home, 'package.json'), '{ "private": true }\n');
  const tarballs = [made.main.file, made.native.file].map((file) => join(node, file));
  const install = [
    'install',
    '--offline',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--no-update-notifier',
  ];
  run(process.execPath, [npm, ...install, ...tarballs], { cwd: home, env });

  for (const part of ['setup', 'installed']) {
    cpSync(join(node, 'test', part), join(home, 'test', part), { recursive: true });
  }
  const files = readdirSync(join(home, 'test', 'installed'))
    .filter((file) => file.endsWith('.test.mjs'))
    .filter((file) => positionals.length === 0 || positionals.some((part) => file.includes(part)))
    .map((file) => join('test', 'installed', file));
  // One file after the other: they measure.
  const test = ['--test', '--test-concurrency=1', '--test-reporter=spec'];
  run(process.execPath, [...test, ...files], { cwd: home, env });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
