// Tests what `npm run pack` made on other runtimes, which `npm ci` in `runtimes/` brings:
// `npm run test:runtimes` on newer versions of Node, with `--all` on Bun and Deno, too.

import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { installed } from './installed.mjs';
import { node, run } from './native.mjs';

/** What may differ between versions of Node: everything but what measures, or takes long. */
const TESTS = [
  ...[
    'abort',
    'client',
    'context',
    'copies',
    'errors',
    'link',
    'log',
    'qr-code',
    'secrets',
    'token',
    'wrapped',
  ],
  ...['installed/loader', 'installed/readme', 'installed/rejections', 'installed/smoke'],
].map((name) => `${name}.test.mjs`);

/** Where Bun and Deno have their programs, and how they run a file. */
const OTHERS = {
  bun: { folder: '@oven', program: 'bin/bun', args: [] },
  deno: { folder: '@deno', program: 'deno', args: ['run', '--allow-all'] },
};

const { values } = parseArgs({ options: { all: { type: 'boolean' } } });
const modules = join(node, 'runtimes', 'node_modules');
const platform = `${process.platform}-${process.arch}`;
const { optionalDependencies } = JSON.parse(
  readFileSync(join(node, 'runtimes', 'package.json'), 'utf8'),
);
const nodes = Object.keys(optionalDependencies)
  .filter((name) => name.endsWith(`-${platform}`))
  .map((name) => join(modules, name, 'bin', 'node'));
if (nodes.length === 0) throw new Error(`there is no other Node for ${platform}`);

installed((test, home) => {
  for (const program of nodes) {
    run(program, ['--version']);
    test(TESTS, { program, reporter: 'dot' });
  }
  for (const [name, { folder, program, args }] of Object.entries(values.all ? OTHERS : {})) {
    const file = readdirSync(join(modules, folder))
      .map((its) => join(modules, folder, its, program))
      .find(existsSync);
    console.log(name);
    run(file, ['--version']);
    cpSync(join(node, 'test', 'anywhere.mjs'), join(home, 'anywhere.mjs'));
    run(file, [...args, 'anywhere.mjs'], { cwd: home, timeout: 60_000 });
  }
});
