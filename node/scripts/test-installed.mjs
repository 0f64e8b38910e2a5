// Tests what `npm run pack` made where a user would have it: `npm run test:installed [part of a name]`.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { installed, made } from './installed.mjs';
import { node } from './native.mjs';

/** The most bytes that the package of a platform may have, packed. */
const MOST = 3_000_000;

const { positionals } = parseArgs({ allowPositionals: true });
const { file, size } = made().native;
if (size > MOST) {
  throw new Error(`${file} has ${size} bytes, and may have ${MOST}`);
}
const files = readdirSync(join(node, 'test', 'installed'))
  .filter((file) => file.endsWith('.test.mjs'))
  .filter((file) => positionals.length === 0 || positionals.some((part) => file.includes(part)))
  .map((file) => join('installed', file));
installed((test) => test(files));
