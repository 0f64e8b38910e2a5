#!/usr/bin/env node
// The command: `npx hypersender`.

import { load } from './native/load.js';

process.exitCode = load().command(['hypersender', ...process.argv.slice(2)]);
