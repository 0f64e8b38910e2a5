// What was wanted of a call beside the others, and what is kept up: both as ours / theirs.

/** `fetch`, `axios`, `got`: they had the same aims. */
const SLOW = {
  latency: { least: 0.25, aim: 0.19 },
  throughput: { least: 5, aim: 6.5 },
  CPU: { least: 0.18, aim: 0.15 },
};

/** What was wanted at least, and the aim, of each measure, by the clients that it is about. */
export const AIMS = [
  {
    clients: ['undici Pool.request'],
    wanted: {
      latency: { least: 1.05, aim: 0.88 },
      throughput: { least: 1.05, aim: 1.2 },
      'throughput, 6 KB': { least: 1.35, aim: 1.6 },
      CPU: { least: 0.9, aim: 0.78 },
    },
  },
  {
    clients: ['undici.request'],
    wanted: {
      latency: { least: 0.9, aim: 0.75 },
      throughput: { least: 1.25, aim: 1.5 },
      CPU: { least: 0.75, aim: 0.64 },
    },
  },
  { clients: ['fetch'], wanted: SLOW },
  { clients: ['axios', 'got'], wanted: SLOW },
  {
    clients: ['undici Pool.request', 'undici.request'],
    name: 'undici',
    wanted: { memory: { least: 0.65 } },
  },
];
