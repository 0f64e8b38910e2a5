// Publishes what lies in a folder to npm: `node scripts/publish.mjs FOLDER [--dry-run]`.
//
// All of it is looked at before anything is sent. The packages of the platforms go first, since the main one
// names them. What npm has already is passed over, if it is the same file: after it has failed halfway this can
// be done again. It needs nothing that is not Node's, npm's or tar.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { complaints, npm, published } from './registry.mjs';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { 'dry-run': { type: 'boolean', default: false } },
});
const [folder] = positionals;
if (folder === undefined) throw new Error('publish.mjs FOLDER [--dry-run]');

function manifestIn(file) {
  const args = ['--extract', '--to-stdout', '--file', file, 'package/package.json'];
  const { status, stdout } = spawnSync('tar', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${file} is no package`);
  return JSON.parse(stdout);
}

const packages = readdirSync(folder)
  .filter((name) => name.endsWith('.tgz'))
  .map((name) => resolve(folder, name))
  .map((file) => ({ file, manifest: manifestIn(file) }));
const manifests = packages.map(({ manifest }) => manifest);
const found = complaints(manifests, process.env.GITHUB_REPOSITORY);
if (found.length > 0) throw new Error(found.join('\n'));

packages.sort(
  ({ manifest: one }, { manifest: other }) =>
    Number('optionalDependencies' in one) - Number('optionalDependencies' in other),
);
for (const { file, manifest } of packages) {
  const what = `${manifest.name}@${manifest.version}`;
  const there = published(what, 'dist.integrity');
  if (there !== undefined) {
    const own = `sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}`;
    if (there !== own) throw new Error(`npm has another ${what}`);
    console.log(`${what} is there already`);
    continue;
  }
  const flags = ['--provenance', '--access', 'public'];
  // npm makes provenance where a workflow runs, and nowhere else.
  if (values['dry-run']) flags.splice(0, 1, '--dry-run');
  if (npm('publish', ...flags, file).status !== 0) throw new Error(`${what} was not published`);
  console.log(`${what}${values['dry-run'] ? ' would be published' : ''}`);
}
