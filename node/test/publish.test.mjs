// What may be sent to npm: looked at before anything is sent.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complaints } from '../scripts/registry.mjs';

const repository = { type: 'git', url: 'git+https://github.com/someone/hypersender.git' };
const main = {
  name: 'hypersender',
  version: '1.2.3',
  repository,
  optionalDependencies: { 'hypersender-linux-x64-gnu': '1.2.3' },
};
const platform = { name: 'hypersender-linux-x64-gnu', version: '1.2.3', repository };

test('a whole set of packages may be published', () => {
  assert.deepEqual(complaints([platform, main]), []);
  assert.deepEqual(complaints([main, platform], 'someone/hypersender'), []);
});

test('a set that is not whole may not', () => {
  assert.deepEqual(complaints([main]), ['hypersender-linux-x64-gnu 1.2.3 is missing']);
  assert.deepEqual(complaints([{ ...platform, version: '1.2.2' }, main]).length, 2);
  assert.equal(complaints([platform]).length, 1);
  const other = { ...platform, name: 'hypersender-vax' };
  assert.deepEqual(complaints([platform, main, other]), [
    'hypersender-vax is named by no other package',
  ]);
});

test('a package that does not say where it is from, or says something else, may not', () => {
  for (const bad of [undefined, { ...repository, url: 'https://example.com/a/b.git' }]) {
    assert.equal(complaints([{ ...platform, repository: bad }, main]).length, 1);
  }
  assert.equal(complaints([platform, main], 'else/hypersender').length, 2);
});

test('a package that runs something when it is installed may not', () => {
  const scripts = { postinstall: 'node steal.js', test: 'node --test' };
  assert.deepEqual(complaints([{ ...platform, scripts }, main]), [
    'hypersender-linux-x64-gnu has the script postinstall',
  ]);
});
