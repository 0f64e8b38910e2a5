// Makes one file of the JavaScript in `dist/`, and leaves beside it the types, and what people and
// the command begin with.

import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { node } from './native.mjs';

const dist = join(node, 'dist');

/** What stays a file of its own. The scripts of this package ask the last one what it is built for. */
const KEPT = ['index.js', 'index.mjs', 'testing.js', 'testing.mjs', 'native/platform.js'];

export async function bundle() {
  for (const file of readdirSync(dist, { recursive: true })) {
    const path = join(dist, file);
    const isCode = /\.m?js$/.test(file) && !KEPT.includes(file);
    const isInternal = /^(inside\.|command\.|arguments\.|native\/|sandbox\/form\.)/.test(file);
    if (isCode || (isInternal && file.endsWith('.d.ts'))) rmSync(path);
  }
  for (const file of ['index.js', 'testing.js']) {
    const text = readFileSync(join(dist, file), 'utf8');
    const inside = text.replace(/require\("\.\/[^"]+"\)/g, 'require("./inside.js")');
    writeFileSync(join(dist, file), inside);
  }
  await build({
    entryPoints: ['inside', 'command'].map((name) => join(node, 'src', `${name}.ts`)),
    outdir: dist,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
  });
  for (const file of ['inside.js', 'command.js'].map((name) => join(dist, name))) {
    writeFileSync(file, withTheirNames(readFileSync(file, 'utf8')));
  }
}

/** Classes under their own names: one that speaks of itself is called `_Name` by esbuild. */
function withTheirNames(text) {
  const names = Array.from(text.matchAll(/^var (\w+) = class _\1\b/gm), ([, name]) => name);
  return text.replace(/\b_(\w+)\b/g, (word, name) => (names.includes(name) ? name : word));
}
