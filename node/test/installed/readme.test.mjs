// Every example of the README runs, as it stands.

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { run } from '../setup/program.mjs';
import { startSandbox } from '../setup/sandbox.mjs';

const PACKAGE = dirname(createRequire(import.meta.url).resolve('hypersender/package.json'));
const README = readFileSync(join(PACKAGE, 'README.md'), 'utf8');

/** The programs in it, each under the heading that it comes after. */
const EXAMPLES = README.split(/^## /m).flatMap((section) => {
  const [heading] = section.split('\n');
  return Array.from(section.matchAll(/^```js\n(.*?)^```/gms), ([, source]) => ({
    heading,
    source,
  }));
});

const PRINTED = {
  'Link a phone': /▀[\s\S]*Linked\.\n$/,
  'Single calls': /^SCAN_QR_CODE 0\n$/,
  Errors: /^not_found 404 \S+ .+\n$/,
  'Testing your program': /pass 1/,
};

test('there is an example under each of these headings', () => {
  assert.deepEqual(
    EXAMPLES.map(({ heading }) => heading),
    Object.keys(PRINTED),
  );
});

for (const { heading, source } of EXAMPLES) {
  test(`the example under “${heading}”`, { timeout: 60_000 }, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'hypersender-readme-'));
    t.after(() => rmSync(folder, { recursive: true }));
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(PACKAGE, join(folder, 'node_modules', 'hypersender'));
    const scan = { shown: 1, do: { scan: {} } };
    const sandbox = await startSandbox(t, heading === 'Link a phone' ? { when: [scan] } : {});
    const options = { beginning: '', cwd: folder };
    const { code, stdout, stderr } = await run(t, sandbox, source, options);
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
    assert.match(stdout, PRINTED[heading]);
  });
}
