import { join } from 'node:path';
import type { NativeModule } from './module.js';
import { platformName } from './platform.js';

/** The native module of this machine. @internal */
export function load(): NativeModule {
  const platform = platformName();
  return require(join(__dirname, '..', '..', 'native', `hypersender.${platform}.node`));
}
