// `node bench.mjs SERVER PNG`: measures, prints the tables of README.md, and fails if a call has
// become dearer beside the others than it was.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CLIENTS } from './clients.mjs';
import { measure } from './measure.mjs';
import { enlarge } from './picture.mjs';

const [program, picture] = process.argv.slice(2);
const OURS = 'hypersender';
const NAMES = Object.keys(CLIENTS);
const ONE = { cpus: '0', inFlight: 1, work: 'one', count: 400 };
const MANY = { cpus: '0,1', inFlight: 64, work: 'many', count: 3000 };

const folder = mkdtempSync(join(tmpdir(), 'hypersender-pictures-'));
const large = join(folder, 'large.png');
enlarge(picture, large, 6000);
const all = { clients: NAMES, program, rounds: 20 };
const [one, many, larger] = [
  await measure({ ...all, ...ONE, picture }),
  await measure({ ...all, ...MANY, picture }),
  await measure({ ...all, ...MANY, picture: large }),
];
rmSync(folder, { recursive: true });

/**
 * What was measured. The best round of each client counts: it is what a call takes when nothing
 * else is in the way. `held` is what ours may be to theirs.
 */
const TABLES = [
  {
    title: 'Latency, one core, µs',
    told: one,
    of: ({ p50 }) => p50,
    held: { 'undici Pool.request': 2.4, 'undici.request': 2.4, fetch: 1.2, axios: 0.65, got: 0.6 },
  },
  {
    title: 'Calls a second, 64 in flight, two cores',
    told: many,
    of: ({ rate }) => rate,
    isMore: true, // is better
    held: { 'undici Pool.request': 0.6, 'undici.request': 0.6, fetch: 1.6, axios: 2.7, got: 3 },
  },
  {
    title: 'The same with a PNG of 6 KB',
    told: larger,
    of: ({ rate }) => rate,
    isMore: true,
    held: { 'undici Pool.request': 0.6, 'undici.request': 0.6, fetch: 1.5, axios: 2.5, got: 2.5 },
  },
  {
    title: 'CPU a call, 64 in flight, µs',
    told: many,
    of: ({ cpu }) => cpu,
    held: {
      'undici Pool.request': 1.4,
      'undici.request': 1.4,
      fetch: 0.55,
      axios: 0.28,
      got: 0.28,
    },
  },
  {
    title: 'Of these on the thread of JavaScript',
    told: many,
    of: ({ thread }) => thread,
    held: {
      'undici Pool.request': 0.4,
      'undici.request': 0.4,
      fetch: 0.15,
      axios: 0.08,
      got: 0.08,
    },
  },
  {
    title: 'Memory, 64 in flight, MiB',
    told: many,
    of: ({ memory }) => memory / 2 ** 20,
    held: {
      'undici Pool.request': 0.65,
      'undici.request': 0.65,
      fetch: 0.65,
      axios: 0.65,
      got: 0.65,
    },
  },
];

console.log(`Node ${process.versions.node}`);
let isWorse = false;
for (const { title, told, of, isMore = false, held } of TABLES) {
  const best = isMore ? Math.max : Math.min;
  console.log(`\n| ${title} | | ours / theirs |\n|---|---|---|`);
  const bests = NAMES.map((name) => [name, best(...told[name].map(of))]);
  const [[, ours]] = bests;
  for (const [name, theirs] of bests) {
    const ratio = ours / theirs;
    const fails = name !== OURS && (isMore ? ratio < held[name] : ratio > held[name]);
    isWorse ||= fails;
    console.log(
      `| ${name} | ${theirs.toFixed(1)} | ${ratio.toFixed(2)} |${fails ? ` held at ${held[name]}` : ''}`,
    );
  }
}
process.exitCode = isWorse ? 1 : 0;
