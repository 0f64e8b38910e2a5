// Builds the native module and the JavaScript beside it: `npm run build`.
// With `--javascript` only the latter; with `--release` the module is the one that is shipped, with `--test` it can also do what only
// the tests need; without either it is quick to build.

import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { bundle } from './bundle.mjs';
import { buildNative, node, run } from './native.mjs';

const release = process.argv.includes('--release');
const forTests = process.argv.includes('--test');

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
await bundle();
if (!process.argv.includes('--javascript')) install(buildNative({ release, forTests }));
