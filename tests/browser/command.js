// The command `hypersender`, as a child of the test that starts it.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const BUILT = fileURLToPath(new URL("../../target/debug/hypersender", import.meta.url));
const COMMAND = process.env.HYPERSENDER ?? BUILT;

/** Starts the command. It is ended with the test, if it has not ended by then. */
export function start(test, args, env = {}) {
  const child = spawn(COMMAND, args, {
    env: { PATH: process.env.PATH, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  // A polite kill: one that can't be heard would leave the code in its folder.
  const ended = once(child, "exit").then(([code]) => code);
  test.after(() => child.kill("SIGTERM") && ended);
  return {
    child,
    lines: createInterface({ input: child.stdout })[Symbol.asyncIterator](),
    complaints: createInterface({ input: child.stderr })[Symbol.asyncIterator](),
    ended,
  };
}

/** The next line that fits. */
export async function lineWith(lines, fits) {
  for (;;) {
    const { value, done } = await lines.next();
    if (done) throw new Error("The command ended before it said that.");
    const found = value.match(fits);
    if (found) return found;
  }
}

/** A stand-in for the service, with `settings`, and what is needed to use it. */
export async function sandbox(test, args = []) {
  const { lines } = start(test, ["sandbox", "--json", ...args]);
  const about = JSON.parse((await lines.next()).value);
  const ask = async (path, body) => {
    const answer = await fetch(`${about.origin}/_sandbox/${path}`, {
      method: body === undefined ? "GET" : "POST",
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const env = {
    HYPERSENDER_BASE_URL: about.url,
    HYPERSENDER_TOKEN: about.token,
    HYPERSENDER_INSTANCE: about.instance,
  };
  return { ...about, env, ask };
}
