// Makes what is published: `npm run pack`. It builds the native module for release and leaves in
// `packages/` two tarballs: `hypersender`, with JavaScript alone, and the package of this platform,
// with the native module alone, which the first one names among its optional dependencies.
//
// With `--glibc 2.17` the module runs on every Linux that has at least this version of glibc; that
// takes cargo-zigbuild. `cargo xtask package` makes it for other machines: then `--target` and
// `--platform` name the machine in Rust's words and in ours, `--papers` the folder with what comes with
// it: licences, ours and those of others, and the bill of materials.

import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildNative, node, run, writePapers } from './native.mjs';

const { PLATFORMS, platformName } = createRequire(import.meta.url)('../dist/native/platform.js');
const { values } = parseArgs({
  options: {
    glibc: { type: 'string' },
    papers: { type: 'string' },
    platform: { type: 'string', default: platformName() },
    target: { type: 'string' },
  },
});
const manifest = JSON.parse(readFileSync(join(node, 'package.json'), 'utf8'));
const packages = join(node, 'packages');

/** The package of a platform: what only it has beside what all have. */
function platformManifest(platform) {
  const [os, cpu, libc] = platform.split('-');
  return {
    name: `hypersender-${platform}`,
    version: manifest.version,
    description: `The native module of the package hypersender for ${platform}.`,
    license: manifest.license,
    // npm compares it with where the package was made.
    repository: manifest.repository,
    main: `hypersender.${platform}.node`,
    engines: manifest.engines,
    os: [os],
    cpu: [cpu],
    ...(os === 'linux' ? { libc: [libc === 'gnu' ? 'glibc' : libc] } : {}),
  };
}

/** The package that people install: without what only its developers need. */
function mainManifest() {
  const { devDependencies, scripts, ...published } = manifest;
  const versions = PLATFORMS.map((platform) => [`hypersender-${platform}`, manifest.version]);
  return {
    ...published,
    files: [...published.files.filter((file) => !file.startsWith('native/')), 'LICENSE-*'],
    optionalDependencies: Object.fromEntries(versions),
  };
}

/** The npm that runs this, by its file: what is called `npm` on Windows is no program. */
function npm(args) {
  const file = process.env.npm_execpath;
  return file === undefined ? ['npm', args] : [process.execPath, [file, ...args]];
}

/** Packs a folder with `files`, by where they come from. */
function pack(contents, files) {
  const folder = join(packages, contents.name);
  for (const [name, from] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    cpSync(from, join(folder, name), { recursive: true });
  }
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(contents, null, 2)}\n`);
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', packages, folder];
  const [{ filename }] = JSON.parse(run(...npm(args), { stdio: ['ignore', 'pipe', 'inherit'] }));
  const { size } = statSync(join(packages, filename));
  console.log(`${filename}: ${size} bytes`);
  return { file: join('packages', filename), size };
}

rmSync(packages, { recursive: true, force: true });
mkdirSync(packages, { recursive: true });
const { platform } = values;
if (!PLATFORMS.includes(platform)) throw new Error(`there is no package for ${platform}`);
const texts = Object.fromEntries(
  ['LICENSE-APACHE', 'LICENSE-MIT'].map((name) => [name, join(node, '..', name)]),
);
const ours = platformManifest(platform);
writeFileSync(
  join(packages, 'README.md'),
  `# ${ours.name}\n\n${ours.description} Install \`hypersender\`; it brings this along.\n`,
);
const library = buildNative({ release: true, ...values });
const papers = values.papers ?? join(packages, 'papers');
if (values.papers === undefined) {
  writePapers(papers, 'hypersender-node', `pkg:npm/${ours.name}`);
}
const bill = readdirSync(papers).find((name) => name.endsWith('.cdx.json'));
const made = {
  platform,
  native: pack(ours, {
    [ours.main]: library,
    'README.md': join(packages, 'README.md'),
    'sbom.cdx.json': join(papers, bill),
    'THIRD-PARTY-LICENSES': join(papers, 'THIRD-PARTY-LICENSES'),
    ...texts,
  }),
  main: pack(mainManifest(), {
    dist: join(node, 'dist'),
    examples: join(node, 'examples'),
    testing: join(node, 'testing'),
    'README.md': join(node, 'README.md'),
    ...texts,
  }),
};
writeFileSync(join(packages, 'made.json'), JSON.stringify(made));
