// All clients at the same work in turns, round after round, so that what disturbs the machine
// disturbs each of them alike.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startServer } from './server.mjs';

const WORKER = fileURLToPath(new URL('worker.mjs', import.meta.url));

/**
 * Lets each of `clients` make `count` calls a round, on `cpus`, which they share with the server.
 * What each said, round by round.
 */
export async function measure({ clients, program, picture, cpus, inFlight, work, count, rounds }) {
  const server = await startServer(program, picture, cpus);
  const workers = new Map();
  try {
    for (const name of clients) {
      const execArgv = ['--cpu-list', cpus, process.execPath];
      const args = [name, server.address, String(inFlight)];
      workers.set(name, fork(WORKER, args, { execPath: 'taskset', execArgv }));
      await answer(workers.get(name), name);
    }
    const told = Object.fromEntries(clients.map((name) => [name, []]));
    for (let round = -1; round < rounds; round += 1) {
      for (const name of rotated(clients, round + 1)) {
        workers.get(name).send({ work, count });
        const result = await answer(workers.get(name), name);
        if (round >= 0) told[name].push(result); // the first round warms up
      }
    }
    return told;
  } finally {
    for (const worker of workers.values()) worker.kill();
    server.stop();
  }
}

/** What a worker says next; it may not end instead. */
async function answer(worker, name) {
  const exit = new AbortController();
  const ended = once(worker, 'exit', exit).then(([code]) => {
    throw new Error(`${name} ended (${code})`);
  });
  try {
    const [message] = await Promise.race([once(worker, 'message', exit), ended]);
    return message;
  } finally {
    exit.abort();
    ended.catch(() => {});
  }
}

function rotated(names, by) {
  const at = by % names.length;
  return [...names.slice(at), ...names.slice(0, at)];
}
