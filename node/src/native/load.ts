// Finds the native module of this machine: built beside this package, or else installed as the
// package of the platform. If it can't be had, the error says which, where, and why.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { NativeModule } from './module.js';
import { PLATFORMS, platformName } from './platform.js';

/** The native module of this machine. @internal */
export function load(): NativeModule {
  const platform = platformName();
  const file = find(platform);
  try {
    return require(file);
  } catch (cause) {
    throw failure(
      `its native module for ${platform}, ${file}, does not load: ${why(cause)}`,
      cause,
    );
  }
}

function find(platform: string): string {
  const built = join(__dirname, '..', 'native', `hypersender.${platform}.node`);
  if (existsSync(built)) return built;
  try {
    return require.resolve(packageOf(platform));
  } catch (cause) {
    throw failure(missing(platform), cause);
  }
}

function missing(platform: string): string {
  if (!PLATFORMS.includes(platform)) {
    return `there is no native module for ${platform}, only for ${PLATFORMS.join(', ')}.`;
  }
  const wanted = packageOf(platform);
  const others = PLATFORMS.filter(isInstalled).map(packageOf);
  if (others.length > 0) {
    return (
      `this is ${platform}, which needs the package ${wanted}, but what is installed is ` +
      `${others.join(', ')}. Install on the machine that it runs on, or say for which one: ` +
      'npm install --os=… --cpu=… --libc=…'
    );
  }
  return (
    `the package ${wanted}, with the native module for ${platform}, is not installed. It comes ` +
    'as an optional dependency: install without --omit=optional, and if that does not bring it, ' +
    'remove node_modules and the lock file first.'
  );
}

function packageOf(platform: string): string {
  return `hypersender-${platform}`;
}

function isInstalled(platform: string): boolean {
  try {
    return require.resolve(packageOf(platform)) !== '';
  } catch {
    return false;
  }
}

function failure(reason: string, cause: unknown): Error {
  return new Error(`hypersender can't be loaded: ${reason}`, { cause });
}

function why(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
