// The service: `hypersender-benches serve`, a program in Rust that answers at once, and the same
// each time.

import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Starts it on `cpus`, with this picture in its answers. */
export async function startServer(program, picture, cpus) {
  const args = ['--cpu-list', cpus, program, 'serve', picture];
  const child = spawn('taskset', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = await once(child.stdout, 'data');
  return { address: `http://127.0.0.1:${String(port).trim()}`, stop: () => child.kill() };
}
