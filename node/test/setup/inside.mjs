// What is inside the package: the same that people's programs run.

import { createRequire } from 'node:module';

export const inside = createRequire(import.meta.resolve('hypersender'))('./inside.js');
