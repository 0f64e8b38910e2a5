// What is measured, and what ours may be to theirs before the check fails: about a quarter worse
// than it was. The best round of each client counts: it is what a call takes when nothing else is
// in the way.

/** Either as `[undici Pool.request, undici.request, fetch, axios, got]`. */
const held = (...ratios) => {
  const names = ['undici Pool.request', 'undici.request', 'fetch', 'axios', 'got'];
  return Object.fromEntries(names.map((name, at) => [name, ratios[at]]));
};

const number = (digits) => (value) =>
  value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** `one`, `many`, `larger`: one call at a time, many, and those with a larger picture. */
export const MEASURES = [
  {
    name: 'latency',
    title: 'Latency, one core, µs',
    in: 'one',
    of: ({ p50 }) => p50,
    write: number(1),
    held: held(2, 2, 1.1, 0.56, 0.51),
  },
  {
    name: 'throughput',
    title: 'Calls a second, 64 in flight, two cores',
    in: 'many',
    of: ({ rate }) => rate,
    write: number(0),
    isMore: true, // is better
    held: held(0.63, 0.63, 1.6, 2.7, 3),
  },
  {
    name: 'throughput, 6 KB',
    title: 'The same with a PNG of 6 KB',
    in: 'larger',
    of: ({ rate }) => rate,
    write: number(0),
    isMore: true,
    held: held(0.6, 0.6, 1.5, 2.5, 2.5),
  },
  {
    name: 'CPU',
    title: 'CPU a call, 64 in flight, µs',
    in: 'many',
    of: ({ cpu }) => cpu,
    write: number(1),
    held: held(1.4, 1.4, 0.55, 0.28, 0.28),
  },
  {
    name: 'thread',
    title: 'Of these on the thread of JavaScript',
    in: 'many',
    of: ({ thread }) => thread,
    write: number(1),
    held: held(0.4, 0.4, 0.15, 0.08, 0.08),
  },
  {
    name: 'memory',
    title: 'Memory, 64 in flight, MiB',
    in: 'many',
    of: ({ memory }) => memory / 2 ** 20,
    write: number(1),
    held: held(0.5, 0.5, 0.5, 0.5, 0.5),
  },
];
