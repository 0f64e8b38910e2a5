// `node bench.mjs SERVER PNG`: measures, prints the table of README.md, and fails if we got worse.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CLIENTS } from './clients.mjs';
import { measure } from './measure.mjs';
import { enlarge } from './picture.mjs';

const [program, picture] = process.argv.slice(2);
const OURS = 'hypersender';
const NAMES = Object.keys(CLIENTS);
const ROUNDS = 15;

const median = (numbers) => numbers.sort((a, b) => a - b)[numbers.length >> 1];

/** Ours to each of the others: the median of what each round said. */
function ratios(told, quantity) {
  const ofRound = (name) =>
    told[OURS].map((it, round) => it[quantity] / told[name][round][quantity]);
  return Object.fromEntries(NAMES.map((name) => [name, median(ofRound(name))]));
}

const medians = (told, quantity) =>
  Object.fromEntries(NAMES.map((name) => [name, median(told[name].map((it) => it[quantity]))]));

function print(title, unit, told, quantity, digits = 1) {
  const [values, ours] = [medians(told, quantity), ratios(told, quantity)];
  console.log(`\n${title}`);
  for (const name of NAMES) {
    console.log(
      `  ${name.padEnd(20)} ${values[name].toFixed(digits).padStart(9)} ${unit}   ${ours[name].toFixed(2)}`,
    );
  }
  return ours;
}

const folder = mkdtempSync(join(tmpdir(), 'hypersender-bench-'));
try {
  const large = join(folder, 'large.png');
  enlarge(picture, large, 6000);
  const all = { clients: NAMES, program, rounds: ROUNDS };
  console.log(`node ${process.version}, ours / theirs in the last column`);
  const one = await measure({ ...all, picture, cpus: '0', inFlight: 1, work: 'one', count: 400 });
  print('latency, one core, p50', 'µs', one, 'p50');
  const busy = { ...all, cpus: '0,1', inFlight: 64, work: 'many', count: 1600 };
  const many = await measure({ ...busy, picture });
  print('64 in flight, two cores', 'calls/s', many, 'rate', 0);
  print('64 in flight, CPU a call', 'µs', many, 'cpu');
  print('64 in flight, most memory', 'MiB', mib(many), 'memory');
  const larger = await measure({ ...busy, picture: large });
  print('64 in flight, two cores, 6 KB', 'calls/s', larger, 'rate', 0);
} finally {
  rmSync(folder, { recursive: true });
}

function mib(told) {
  const of = ({ memory }) => ({ memory: memory / 2 ** 20 });
  return Object.fromEntries(Object.entries(told).map(([name, all]) => [name, all.map(of)]));
}
