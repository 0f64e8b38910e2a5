// What npm's registry knows, and what may be sent to it.

import { spawnSync } from 'node:child_process';

/** Runs npm: what it wrote, and how it ended. */
export function npm(...args) {
  const { error, status, stdout } = spawnSync('npm', args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (error) throw error;
  return { status, stdout };
}

/** One field of a package that npm has, such as `hypersender@1.0.0`; nothing if it hasn't got that. */
export function published(what, field) {
  const { status, stdout } = npm('view', '--json', '--loglevel=silent', what, field);
  const told = stdout.trim() === '' ? undefined : JSON.parse(stdout);
  if (status === 0) return told;
  if (told?.error?.code === 'E404') return undefined;
  throw new Error(`npm does not say whether it has ${what}: ${told?.error?.summary ?? status}`);
}

/** What npm runs on the machines of those who install a package. */
const SCRIPTS = ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish'];

/** What is wrong with a set of packages, by their manifests; `repository` is `owner/name`, if known. */
export function complaints(manifests, repository) {
  const found = [];
  const main = manifests.find(({ optionalDependencies }) => optionalDependencies !== undefined);
  if (main === undefined) return ['the package that names those of the platforms is missing'];
  for (const [name, version] of Object.entries(main.optionalDependencies)) {
    if (!manifests.some((other) => other.name === name && other.version === version)) {
      found.push(`${name} ${version} is missing`);
    }
  }
  for (const manifest of manifests) {
    const { name, version, scripts = {} } = manifest;
    if (name !== main.name && main.optionalDependencies[name] === undefined) {
      found.push(`${name} is named by no other package`);
    }
    if (version !== main.version) found.push(`${name} has the version ${version}`);
    for (const script of SCRIPTS.filter((script) => script in scripts)) {
      found.push(`${name} has the script ${script}`);
    }
    // Else npm refuses what says where it was made, after it has taken the packages before.
    const url = manifest.repository?.url ?? '';
    if (!/^git\+https:\/\/github\.com\/[^/]+\/[^/]+\.git$/.test(url)) {
      found.push(`${name} says of no repository at GitHub that it is from there`);
    } else if (repository !== undefined && !url.endsWith(`.com/${repository}.git`)) {
      found.push(`${name} says that it is from ${url}, not from ${repository}`);
    }
  }
  return found;
}
