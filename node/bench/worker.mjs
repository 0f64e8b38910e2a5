// One client in a process of its own, which makes calls when it is told to and says what they took.
// `node worker.mjs CLIENT ADDRESS INFLIGHT`

import { CLIENTS } from './clients.mjs';

const [name, address, inFlight] = process.argv.slice(2);
const call = await CLIENTS[name](address, Number(inFlight));

/** So many calls, one after the other: the median, in microseconds. */
async function one(count) {
  const took = new Float64Array(count);
  for (let n = 0; n < count; n += 1) {
    const begun = performance.now();
    await call();
    took[n] = performance.now() - begun;
  }
  return { p50: took.sort()[count >> 1] * 1000 };
}

/**
 * So many calls, as many at a time as there may be: calls a second, and microseconds of CPU a call,
 * of the whole process and of JavaScript's own thread, on which everything else waits meanwhile.
 */
async function many(count) {
  let left = count;
  const before = [process.cpuUsage(), process.threadCpuUsage()];
  const begun = performance.now();
  const next = async () => {
    while (left-- > 0) await call();
  };
  await Promise.all(Array.from({ length: Number(inFlight) }, next));
  const took = performance.now() - begun;
  const [whole, own] = [process.cpuUsage(before[0]), process.threadCpuUsage(before[1])];
  return {
    rate: (count * 1000) / took,
    cpu: (whole.user + whole.system) / count,
    thread: (own.user + own.system) / count,
    memory: process.resourceUsage().maxRSS * 1024,
  };
}

const WORK = { one, many };

process.on('message', async ({ work, count }) => {
  process.send(await WORK[work](count));
});
process.send({ size: await call() });
