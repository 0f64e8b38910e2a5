// Runs the tests in `test/` on the build that `npm run build` left: `npm test [part of a name]`.

import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const node = join(dirname(fileURLToPath(import.meta.url)), '..');
const [wanted = ''] = process.argv.slice(2);
const files = readdirSync(join(node, 'test'))
  .filter((file) => file.endsWith('.test.mjs') && file.includes(wanted))
  .map((file) => join('test', file));
if (files.length === 0) throw new Error(`no test is called ${wanted}`);
const { status } = spawnSync(process.execPath, ['--test', ...files], {
  cwd: node,
  stdio: 'inherit',
});
process.exit(status ?? 1);
