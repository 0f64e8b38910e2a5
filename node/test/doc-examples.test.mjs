// Every example in a doc comment runs as it stands there, against a sandbox.

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as hypersender from 'hypersender';
import * as testing from 'hypersender/testing';
import { startSandbox } from './setup/sandbox.mjs';

const src = fileURLToPath(new URL('../src', import.meta.url));
const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor;
/** The instance that the examples are about. */
const INSTANCE = 'c9a1dd76-5678-4f9d-9012-a5b78de100c3';

const examples = readdirSync(src, { recursive: true })
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) => {
    const blocks = readFileSync(join(src, file), 'utf8').matchAll(
      /^ *\* ```ts\n(.*?)^ *\* ```$/gms,
    );
    return [...blocks].map(([, block], index) => ({
      name: `${file}, number ${index + 1}`,
      code: block.replace(/^ *\* ?/gm, ''),
    }));
  });

/** Only the name of a package differs here: what it has is handed in. */
const withoutImports = (code) => code.replace(/^import \{.*\} from 'hypersender.*';\n/gm, '');

/** A call that is aborted while the service thinks. */
async function leave(sandbox) {
  sandbox.fault({ fault: 'never_answer' });
  const controller = new AbortController();
  const call = sandbox.client().health(INSTANCE, { signal: controller.signal });
  await sandbox.waitForRequest(() => true);
  controller.abort();
  await call.catch(() => {});
}

test('there are examples', () => assert.ok(examples.length >= 12, `${examples.length}`));

for (const { name, code } of examples) {
  test(name, async (t) => {
    const sandbox = await startSandbox(t, {
      speed: 60,
      instances: [{ id: INSTANCE, name: 'Shop' }],
      when: code.includes('.link(') ? [{ shown: 1, afterMs: 2000, do: { scan: {} } }] : [],
    });
    /** One for which the sandbox is the service. */
    function Hypersender(options) {
      return sandbox.client(options);
    }
    if (code.includes('client_left')) await leave(sandbox);
    const folder = mkdtempSync(join(tmpdir(), 'hypersender-'));
    const before = process.cwd();
    process.chdir(folder);
    t.after(() => {
      process.chdir(before);
      rmSync(folder, { recursive: true });
    });
    const scope = {
      ...hypersender,
      ...testing,
      Hypersender,
      sandbox,
      client: sandbox.client(),
      instance: INSTANCE,
      console: { log() {}, debug() {} },
    };
    const run = new AsyncFunction(...Object.keys(scope), `{ ${withoutImports(code)} }`);
    await run(...Object.values(scope));
  });
}
