// Every client's requests, held against the service's OpenAPI file by Prism, which answers with the
// examples of that file and says what a request does wrong.
//
// HYPERSENDER_CLIENTS says how each client is started: `{"name": ["program", "argument", …]}`. It makes
// one call of each of the five operations, with what `clients/README.md` says, and ends well if all went well.
// `${NAME}` in an argument is that variable, for a client that does not get this environment.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const CONTRACT = fileURLToPath(
  new URL('../../crates/hypersender-sandbox/openapi.yaml', import.meta.url),
);
const PRISM = fileURLToPath(
  new URL('node_modules/@stoplight/prism-cli/dist/index.js', import.meta.url),
);
const CLIENTS = JSON.parse(process.env.HYPERSENDER_CLIENTS);

// The instances of the file's examples: a client does not take an answer about another one.
const HEALTHY = 'fa3d01c4-1234-4c0d-a12f-df319b612f8c';
const UNLINKED = 'c9a1dd76-5678-4f9d-9012-a5b78de100c3';

const ALL_OPERATIONS = [
  `get /${HEALTHY}/health`,
  'get /instances',
  'post /create-instance',
  `post /${UNLINKED}/request-new-qr-code`,
  `post /${HEALTHY}/restart`,
].sort();

let prism;
let address;
let said = '';

before(async () => {
  const port = await freePort();
  address = `http://127.0.0.1:${port}`;
  prism = spawn(process.execPath, [PRISM, 'mock', '--errors', '--port', `${port}`, CONTRACT], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  prism.stdout.setEncoding('utf8').on('data', (text) => {
    said += text;
  });
  await until('Prism is listening');
});

after(() => prism.kill());

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** Waits until Prism has said it, or is gone. */
async function until(words) {
  while (!said.includes(words)) {
    const gone = once(prism, 'exit').then(() => assert.fail(`Prism ended: ${said}`));
    await Promise.race([once(prism.stdout, 'data'), gone]);
  }
}

/** What Prism says of the requests that `act` makes. */
async function watching(act) {
  const begun = said.length;
  await act();
  // What it says of this request comes after all that it has to say of those before.
  const mark = `/${crypto.randomUUID()}`;
  await fetch(`${address}${mark}`);
  await until(`${mark} ✖`);
  const lines = said.slice(begun).split('\n');
  const its = lines.slice(0, lines.findIndex((line) => line.includes(mark)));
  const received = its.flatMap((line) => line.match(/(\w+ \/\S*) .*Request received/)?.[1] ?? []);
  const statuses = its.flatMap((line) => line.match(/> Responding with "(\d+)"/)?.[1] ?? []);
  const complaints = its.filter((line) => /warning|error|violation/i.test(line));
  return { received: received.sort(), statuses, complaints };
}

for (const [name, [program, ...args]] of Object.entries(CLIENTS)) {
  test(`${name}: every operation is asked for as the file says`, async () => {
    const settings = {
      HYPERSENDER_BASE_URL: address,
      HYPERSENDER_TOKEN: `1|contract-of-${name}`,
      HEALTHY,
      UNLINKED,
    };
    const filled = args.map((word) => word.replace(/\$\{(\w+)\}/g, (_, key) => settings[key]));
    const seen = await watching(() =>
      promisify(execFile)(program, filled, {
        env: { ...process.env, ...settings },
        timeout: 60_000,
      }),
    );
    assert.deepEqual(seen.complaints, []);
    assert.deepEqual(seen.received, ALL_OPERATIONS);
    assert.deepEqual(seen.statuses, ['200', '200', '200', '200', '200']);
  });
}

// A check that could not fail would say nothing.
const broken = {
  'no token': ['/instances', {}],
  'a number for a name': [
    '/create-instance',
    {
      method: 'POST',
      headers: { authorization: 'Bearer x', 'content-type': 'application/json' },
      body: '{"phone": "+201234567890", "name": 5}',
    },
  ],
  'a POST where there is a GET': [
    `/${HEALTHY}/health`,
    { method: 'POST', headers: { authorization: 'Bearer x' } },
  ],
};
for (const [what, [path, request]] of Object.entries(broken)) {
  test(`${what} is noticed`, async () => {
    const seen = await watching(() => fetch(`${address}${path}`, request));
    assert.notDeepEqual(seen.complaints, []);
  });
}
