#!/usr/bin/env node
// The command: `npx hypersender`.

import { load } from './native/load.js';

// The command sees to these itself. Node's own answer to them, which would be given as well, is to
// send the process the same signal again, and so on for ever; whoever listens and stops has it gone.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  const listen = () => {};
  process.on(signal, listen);
  process.off(signal, listen);
}

process.exitCode = load().command(['hypersender', ...process.argv.slice(2)]);
