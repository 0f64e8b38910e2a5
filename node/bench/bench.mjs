// `node bench.mjs SERVER PNG [ROUNDS]`: measures, prints the tables of README.md, and fails if a call has
// become dearer beside the others than it was.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AIMS } from './aims.mjs';
import { CLIENTS } from './clients.mjs';
import { measure } from './measure.mjs';
import { MEASURES } from './measures.mjs';
import { enlarge } from './picture.mjs';
import { table } from './table.mjs';

const [program, picture, rounds = 20] = process.argv.slice(2);
const OURS = 'hypersender';
const NAMES = Object.keys(CLIENTS);
const ONE = { cpus: '0', inFlight: 1, work: 'one', count: 400 };
const MANY = { cpus: '0,1', inFlight: 64, work: 'many', count: 3000 };

const folder = mkdtempSync(join(tmpdir(), 'hypersender-pictures-'));
const large = join(folder, 'large.png');
enlarge(picture, large, 6000);
const all = { clients: NAMES, program, rounds: Number(rounds) };
const [one, many, larger] = [
  await measure({ ...all, ...ONE, picture }),
  await measure({ ...all, ...MANY, picture }),
  await measure({ ...all, ...MANY, picture: large }),
];
rmSync(folder, { recursive: true });

const told = { one, many, larger };
const figures = MEASURES.map(({ in: work, of, isMore, ...measure }) => {
  const best = isMore ? Math.max : Math.min;
  const bests = NAMES.map((name) => [name, best(...told[work][name].map(of))]);
  const ratios = bests.map(([name, theirs]) => [name, bests[0][1] / theirs]);
  return {
    ...measure,
    isMore,
    bests: Object.fromEntries(bests),
    ratios: Object.fromEntries(ratios),
  };
});

console.log(`Node ${process.versions.node}; ours / theirs in brackets:\n`);
const rows = NAMES.map((name) => [
  name,
  ...figures.map(({ write, bests, ratios }) => {
    const figure = write(bests[name]);
    return name === OURS ? figure : `${figure} (${ratios[name].toFixed(2)})`;
  }),
]);
const isNumber = MEASURES.map(() => true);
console.log(table([['', ...MEASURES.map(({ title }) => title)], ...rows], [false, ...isNumber]));

const wanted = AIMS.flatMap(({ clients, name = clients.join(', '), wanted }) =>
  Object.entries(wanted).map(([measure, { least, aim }], at) => {
    const { ratios, isMore } = figures.find(({ name }) => name === measure);
    const reached = clients.map((client) => ratios[client]);
    const text = reached.map((ratio) => ratio.toFixed(2)).join(', ');
    const all = reached.every((ratio) => (isMore ? ratio >= least : ratio <= least));
    return [at ? '' : name, measure, `${least}`, `${aim ?? ''}`, all ? `**${text}**` : text];
  }),
);
const head = ['ours / theirs', '', 'wanted at least', 'aim', 'reached'];
console.log(
  `\n${table(
    [head, ...wanted],
    head.map(() => false),
  )}`,
);

for (const { name: measure, ratios, isMore, held } of figures) {
  for (const [client, most] of Object.entries(held)) {
    if (isMore ? ratios[client] >= most : ratios[client] <= most) continue;
    console.log(`\n${measure} beside ${client}: ${ratios[client].toFixed(2)}, held at ${most}`);
    process.exitCode = 1;
  }
}
