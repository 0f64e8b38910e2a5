// Installs what `npm run pack` made, as a user would, into an empty folder: with no compiler on the
// path, no network, and no install scripts.

import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { node, run } from './native.mjs';

/** What was packed. */
export const made = () => JSON.parse(readFileSync(join(node, 'packages', 'made.json'), 'utf8'));

/**
 * Gives `act` a function that runs tests there, with a Node of one's choice: files of `test/`, by
 * their names from there. The folder is gone afterwards.
 */
export function installed(act) {
  const folder = mkdtempSync(join(tmpdir(), 'hypersender-installed-'));
  try {
    const npm = process.env.npm_execpath;
    if (npm === undefined) throw new Error('Please start this with `npm run`.');
    const home = join(folder, 'home');
    mkdirSync(home);
    writeFileSync(join(home, 'package.json'), '{ "private": true }\n');
    const { main, native } = made();
    const tarballs = [main.file, native.file].map((file) => join(node, file));
    const flags = [
      '--offline',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--no-update-notifier',
    ];
    const options = { cwd: home, env: onlyNode(folder, process.execPath) };
    run(process.execPath, [npm, 'install', ...flags, ...tarballs], options);
    act((files, { program = process.execPath, reporter = 'spec' } = {}) => {
      for (const file of ['setup', ...files]) {
        cpSync(join(node, 'test', file), join(home, 'test', file), { recursive: true });
      }
      // One file after the other: they measure.
      const args = ['--test', '--test-concurrency=1', `--test-reporter=${reporter}`];
      const paths = files.map((file) => join('test', file));
      run(program, [...args, ...paths], { cwd: home, env: onlyNode(folder, program) });
    }, home);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** An environment in which there is no other program but this Node. */
function onlyNode(folder, program) {
  const programs = mkdtempSync(join(folder, 'programs-'));
  symlinkSync(program, join(programs, 'node'));
  return { HOME: folder, PATH: programs };
}
