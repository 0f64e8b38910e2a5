// Gives npm each package once, empty, as version 0.0.0: only a package that is there can have a trusted publisher.
// `npm run placeholders` says what it would do; with `-- --publish` a person who is logged in does it. What npm
// knows already is passed over.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { node } from './native.mjs';
import { npm, published } from './registry.mjs';

const { PLATFORMS } = createRequire(import.meta.url)('../dist/native/platform.js');
const {
  name: main,
  license,
  repository,
} = JSON.parse(readFileSync(join(node, 'package.json'), 'utf8'));
const forReal = process.argv.includes('--publish');
for (const name of [main, ...PLATFORMS.map((platform) => `${main}-${platform}`)]) {
  if (published(name, 'name') !== undefined) {
    console.log(`${name} is there already`);
    continue;
  }
  const folder = mkdtempSync(join(tmpdir(), 'placeholder-'));
  try {
    const description = 'A placeholder, until the first version is released.';
    const manifest = { name, version: '0.0.0', description, license, repository };
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
    writeFileSync(join(folder, 'README.md'), `# ${name}\n\n${description}\n`);
    const flags = ['--access', 'public', ...(forReal ? [] : ['--dry-run'])];
    if (npm('publish', ...flags, folder).status !== 0) throw new Error(`${name} was not published`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(`${name}${forReal ? '' : ' would be published'}`);
}
