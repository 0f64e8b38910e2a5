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
    held: held(2, 1.9, 0.9, 0.48, 0.45),
  },
  {
    name: 'throughput',
    title: 'Calls a second, 64 in flight, two cores',
    in: 'many',
    of: ({ rate }) => rate,
    write: number(0),
    isMore: true, // is better
    held: held(0.7, 0.77, 1.7, 3.7, 4),
  },
  {
    name: 'throughput, 6 KB',
    title: 'The same with a PNG of 6 KB',
    in: 'larger',
    of: ({ rate }) => rate,
    write: number(0),
    isMore: true,
    held: held(0.68, 0.88, 1.7, 3.4, 3.6),
  },
  {
    name: 'CPU',
    title: 'CPU a call, 64 in flight, µs',
    in: 'many',
    of: ({ cpu }) => cpu,
    write: number(1),
    held: held(1.4, 1.4, 0.5, 0.26, 0.24),
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
