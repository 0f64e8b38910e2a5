// The package as others have it: copied into their `node_modules`, imported, required, bundled.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const node = fileURLToPath(new URL('..', import.meta.url));
let folder;

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'hypersender-'));
  const installed = join(folder, 'node_modules', 'hypersender');
  mkdirSync(installed, { recursive: true });
  for (const name of ['dist', 'native', 'testing', 'package.json']) {
    cpSync(join(node, name), join(installed, name), { recursive: true });
  }
});

after(() => rmSync(folder, { recursive: true }));

/** Uses what a program would, and says that it worked. */
const BODY = `
  const sandbox = await Sandbox.start({ seed: 1 });
  const client = sandbox.client();
  const { qrCode } = await client.requestNewQrCode(sandbox.instance);
  const again = await client.requestNewQrCode(sandbox.instance).catch((error) => error);
  await sandbox.close();
  console.log(again instanceof RateLimitError, again.name, qrCode.png.length > 1000);
`;
const IMPORTS = `
  import { RateLimitError } from 'hypersender';
  import { Sandbox } from 'hypersender/testing';
`;
const REQUIRES = `
  const { RateLimitError } = require('hypersender');
  const { Sandbox } = require('hypersender/testing');
`;

function says(file, text) {
  writeFileSync(join(folder, file), text);
  return run(file);
}

const run = (file) =>
  execFileSync(process.execPath, [file], { cwd: folder, encoding: 'utf8', timeout: 30_000 }).trim();

const WORKED = 'true RateLimitError true';

test('an ES module imports it', () => {
  assert.equal(says('program.mjs', `${IMPORTS}${BODY}`), WORKED);
});

test('CommonJS requires it', () => {
  assert.equal(says('program.cjs', `${REQUIRES}(async () => {${BODY}})();`), WORKED);
});

test('a module of either kind gets the same classes', () => {
  const text = `
    import { createRequire } from 'node:module';
    import { RateLimitError } from 'hypersender';
    console.log(createRequire(import.meta.url)('hypersender').RateLimitError === RateLimitError);
  `;
  assert.equal(says('both.mjs', text), 'true');
});

for (const [format, minify] of [
  ['esm', true],
  ['cjs', true],
  ['cjs', false],
]) {
  test(`a bundle as ${format}${minify ? ', minified,' : ''} leaves the package outside`, async () => {
    const file = `bundle-${minify}.${format === 'esm' ? 'mjs' : 'cjs'}`;
    writeFileSync(
      join(folder, 'entry.mjs'),
      `${IMPORTS}export const done = (async () => {${BODY}})();`,
    );
    await build({
      entryPoints: [join(folder, 'entry.mjs')],
      outfile: join(folder, file),
      bundle: true,
      minify,
      format,
      platform: 'node',
      external: ['hypersender'],
    });
    assert.equal(run(file), WORKED);
  });
}

test('a bundle with its JavaScript inside needs only the native part beside it', async () => {
  writeFileSync(
    join(folder, 'entry.mjs'),
    `${IMPORTS}export const done = (async () => {${BODY}})();`,
  );
  mkdirSync(join(folder, 'out', 'app'), { recursive: true });
  cpSync(join(node, 'native'), join(folder, 'out', 'native'), { recursive: true });
  const outfile = join(folder, 'out', 'app', 'bundle.cjs');
  await build({
    entryPoints: [join(folder, 'entry.mjs')],
    outfile,
    bundle: true,
    minify: true,
    format: 'cjs',
    platform: 'node',
    external: ['*.node'],
  });
  assert.ok(!readFileSync(outfile, 'utf8').includes(node));
  assert.equal(run(outfile), WORKED);
});
