// A sandbox for one test, in which nothing takes time that needn't.

import { Sandbox } from 'hypersender/testing';

const AT_ONCE = { stoppingMs: 0, pendingMs: 0, startingMs: 0, linkingMs: 0 };

/** One that ends with the test. */
export async function startSandbox(t, options) {
  const sandbox = await Sandbox.start({ seed: 1, times: AT_ONCE, ...options });
  t.after(() => sandbox.close());
  return sandbox;
}
