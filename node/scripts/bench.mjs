// Measures what `npm run pack` made beside the clients in `bench/`, on the newest Node that
// `npm ci` in `runtimes/` brings: `npm run bench -- PROGRAM`, which is `hypersender-benches`.

import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { made } from './installed.mjs';
import { node, run } from './native.mjs';

const [program] = process.argv.slice(2);
const modules = join(node, 'runtimes', 'node_modules');
const platform = `${process.platform}-${process.arch}`;
const newest = readdirSync(modules)
  .filter((name) => name.startsWith('node') && name.endsWith(`-${platform}`))
  .sort()
  .at(-1);
if (newest === undefined) throw new Error(`there is no newer Node for ${platform}`);

const folder = mkdtempSync(join(tmpdir(), 'hypersender-bench-'));
try {
  const its = (file) => file !== join(node, 'bench', 'node_modules');
  cpSync(join(node, 'bench'), folder, { recursive: true, filter: its });
  const { main, native } = made();
  const tarballs = [main.file, native.file].map((file) => join(node, file));
  const flags = ['--prefer-offline', '--no-audit', '--no-fund'];
  run('npm', ['ci', ...flags], { cwd: folder });
  run('npm', ['install', '--no-save', ...flags, ...tarballs], { cwd: folder });
  const picture = join(node, '../crates/hypersender/tests/terminal/whatsapp.png');
  run(join(modules, newest, 'bin', 'node'), ['bench.mjs', program, picture], { cwd: folder });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
