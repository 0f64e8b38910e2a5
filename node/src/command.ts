#!/usr/bin/env node
// The command: `npx hypersender`.

import { load } from './native/load.js';
import type { NativeModule } from './native/module.js';
import { trustWhatNodeTrusts } from './native/trust.js';

// The command sees to these itself. Node's own answer to them, which would be given as well, is to
// send the process the same signal again, and so on for ever; whoever listens and stops has it gone.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  const listen = () => {};
  process.on(signal, listen);
  process.off(signal, listen);
}

/** Whoever types a command is helped by the sentence, and not by where it was written. */
function loaded(): NativeModule | undefined {
  try {
    return load();
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    return undefined;
  }
}

function run(native: NativeModule): number {
  // Said before what it may explain: Node gives a warning of its own when the command is over.
  trustWhatNodeTrusts(native, (text) => process.stderr.write(`Warning: ${text}\n`));
  return native.command(['hypersender', ...process.argv.slice(2)]);
}

const native = loaded();
process.exitCode = native === undefined ? 1 : run(native);
