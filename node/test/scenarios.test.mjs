// Every scenario in tests/scenarios. It wants the test build: `npm run build -- --test`.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Runner } from './scenarios/runner.mjs';
import { inside } from './setup/inside.mjs';

const server = new inside.native.ScenarioServer();
const wanted = process.env.SCENARIO ?? '';
const scenarios = await (await fetch(`${server.address}/scenarios`)).json();

test('scenarios', { concurrency: 4 }, async (t) => {
  const chosen = scenarios.filter(({ name }) => name.startsWith(wanted));
  assert.ok(chosen.length > 0);
  await Promise.all(
    chosen.map(({ name, title }) =>
      t.test(`${name}: ${title}`, async () => {
        assert.deepEqual(await new Runner(server).play(name), []);
      }),
    ),
  );
});
