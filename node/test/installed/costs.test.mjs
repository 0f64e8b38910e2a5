// What having it and using it costs: connections, threads, and the time to begin.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { run } from '../setup/program.mjs';
import { startSandbox } from '../setup/sandbox.mjs';

/** The threads of the process, by number, and what each is called. */
const THREADS = `
    const { readdirSync, readFileSync } = await import('node:fs');
    const threads = () => readdirSync('/proc/self/task');
    const nameOf = (it) => readFileSync('/proc/self/task/' + it + '/comm', 'utf8').trim();`;

const NO_LIMITS = { limits: { health: null } };

test('100 calls, one after the other, take one connection and one thread', async (t) => {
  const sandbox = await startSandbox(t, NO_LIMITS);
  const source = `
    ${THREADS}
    const before = threads();
    for (let n = 0; n < 100; n++) await client.health(instance);
    console.log(threads().filter((it) => !before.includes(it)).map(nameOf));`;
  const { stdout, stderr } = await run(t, sandbox, source);
  assert.deepEqual({ stdout, stderr }, { stdout: "[ 'hypersender' ]\n", stderr: '' });
  const connections = new Set(sandbox.requests().map(({ connection }) => connection));
  assert.equal(sandbox.requests().length, 100);
  assert.equal(connections.size, 1);
});

test('a client that is made and not used starts no thread', async (t) => {
  const source = `${THREADS}\nconsole.log(threads().map(nameOf));`;
  const { stdout } = await run(t, await startSandbox(t), source);
  assert.match(stdout, /^\[\s+'/);
  assert.doesNotMatch(stdout, /hypersender/);
});

test('the first answer is there soon after the start of the process', async (t) => {
  const sandbox = await startSandbox(t, NO_LIMITS);
  // The processor's time: the clock's would also count how long others keep the processor busy.
  const told = `process.on('exit', () => {
    const { user, system } = process.cpuUsage();
    console.log((user + system) / 1000);
  });`;
  const bare = `${told} require('node:net');`;
  const ours = `${told}
    const { Hypersender } = require('hypersender');
    new Hypersender().health(process.env.HYPERSENDER_INSTANCE);`;
  const env = {
    HYPERSENDER_TOKEN: sandbox.token,
    HYPERSENDER_BASE_URL: sandbox.url,
    HYPERSENDER_INSTANCE: sandbox.instance,
  };
  const took = (source) => {
    const options = { env, cwd: import.meta.dirname, encoding: 'utf8' };
    return Number(execFileSync(process.execPath, ['--eval', source], options));
  };
  const pairs = Array.from({ length: 20 }, () => [took(bare), took(ours)]);
  // The least of each is what it takes when nothing else is in the way.
  const bareMs = Math.min(...pairs.map(([it]) => it));
  const oursMs = Math.min(...pairs.map(([, it]) => it));
  t.diagnostic(`node ${bareMs.toFixed(1)} ms, with a first answer ${oursMs.toFixed(1)} ms`);
  const overBare = oursMs - bareMs;
  assert.ok(bareMs > 0 && overBare < 10, `${overBare.toFixed(1)} ms over ${bareMs.toFixed(1)} ms`);
});
