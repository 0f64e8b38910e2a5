// A program of a user's own: a process with a client, started, watched and seen off.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A folder from which `hypersender` is found. */
const HOME = fileURLToPath(new URL('../..', import.meta.url));

const BEGINNING = `
  import { Hypersender } from 'hypersender';
  const instance = process.env.HYPERSENDER_INSTANCE;
  const client = new Hypersender();
`;

/**
 * Starts `source`, a module that has a `client` of the sandbox and an `instance`. It is killed with
 * the test, if it has not ended by then.
 */
export function start(
  t,
  sandbox,
  source,
  { flags = [], beginning = BEGINNING, stdin = 'ignore', cwd = HOME } = {},
) {
  const all = [...flags, '--input-type=module', '--eval', beginning + source];
  const child = spawn(process.execPath, all, {
    cwd,
    env: {
      PATH: process.env.PATH,
      HYPERSENDER_TOKEN: sandbox.token,
      HYPERSENDER_BASE_URL: sandbox.url,
      HYPERSENDER_INSTANCE: sandbox.instance,
    },
    stdio: [stdin, 'pipe', 'pipe'],
  });
  t.after(() => child.kill('SIGKILL'));
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr']) {
    child[name].setEncoding('utf8').on('data', (text) => {
      texts[name] += text;
    });
  }
  const exited = once(child, 'exit').then(() => Date.now());
  const ended = once(child, 'close').then(async ([code, signal]) => {
    return { code, signal, ...texts, exitedAt: await exited };
  });
  return {
    child,
    ended,
    /** Waits until the program has printed `text`. */
    async said(text) {
      while (!texts.stdout.includes(text)) {
        const news = await Promise.race([once(child.stdout, 'data'), ended]);
        if ('code' in news && !texts.stdout.includes(text)) {
          throw new Error(`It ended and did not say ${text}: ${texts.stdout}${texts.stderr}`);
        }
      }
    },
  };
}

/** Runs `source` to its end. */
export function run(t, sandbox, source, options) {
  return start(t, sandbox, source, options).ended;
}
