// Every client's requests, held against the service's OpenAPI file by Prism, which answers with the
// examples of that file and says what a request does wrong.
//
// HYPERSENDER_CLIENTS says how each client is started: `{"name": ["program", "argument", …]}`. It makes
// one call of each of the five operations, with what `clients/README.md` says, and ends well if all went well.
// `${NAME}` in an argument is that variable, for a client that does not get this environment.
//
// Prism passes over what the file does not know, such as a filter that is spelled wrongly. So a small
// server before it notes each query and body, which then have to be those of the file.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
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

// All that can be given to an operation beside an instance.
const FILTER = {
  'filter[uuid]': HEALTHY,
  'filter[name]': 'MyInstanceName',
  'filter[phone]': '+201234567890',
  'filter[status]': 'WORKING',
};
const NEW_INSTANCE = {
  name: 'MyInstanceName',
  phone: '+201234567890',
  webhook_url: 'https://example.com/webhooks/whatsapp',
};

let prism;
let door;
let address;
let said = '';
/** Every request that has a query or a body, since the last look. */
let given = [];

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
  door = createHttpServer((request, response) => {
    pass(request, response).catch((error) => response.writeHead(502).end(`${error}`));
  }).listen(0, '127.0.0.1');
  await once(door, 'listening');
});

after(() => {
  door.close();
  prism.kill();
});

/** Notes a request, and hands it on as it is. */
async function pass(request, response) {
  const chunks = await request.toArray();
  const body = chunks.length > 0 ? Buffer.concat(chunks) : undefined;
  const url = new URL(request.url, address);
  const query = Object.fromEntries(url.searchParams);
  if (url.search !== '') given.push([request.method, url.pathname, query]);
  if (body !== undefined) given.push([request.method, url.pathname, JSON.parse(body)]);
  const { host, connection, ...headers } = request.headers;
  const answer = await fetch(url, { method: request.method, headers, body });
  const type = answer.headers.get('content-type') ?? 'text/plain';
  response.writeHead(answer.status, { 'content-type': type }).end(await answer.text());
}

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
      HYPERSENDER_BASE_URL: `http://127.0.0.1:${door.address().port}`,
      HYPERSENDER_TOKEN: `1|contract-of-${name}`,
      HEALTHY,
      UNLINKED,
    };
    const filled = args.map((word) => word.replace(/\$\{(\w+)\}/g, (_, key) => settings[key]));
    given = [];
    const seen = await watching(() =>
      promisify(execFile)(program, filled, {
        env: { ...process.env, ...settings },
        timeout: 60_000,
      }),
    );
    assert.deepEqual(seen.complaints, []);
    assert.deepEqual(seen.received, ALL_OPERATIONS);
    assert.deepEqual(seen.statuses, ['200', '200', '200', '200', '200']);
    assert.deepEqual(
      given.sort(),
      [
        ['GET', '/instances', FILTER],
        ['POST', '/create-instance', NEW_INSTANCE],
      ].sort(),
    );
  });
}

test('what the clients give is all that the file knows, by its names', () => {
  const file = readFileSync(CONTRACT, 'utf8');
  const parameters = [...file.matchAll(/- name: (\S+)\n\s+in: query/g)].map(([, name]) => name);
  assert.deepEqual(parameters.sort(), Object.keys(FILTER).sort());
  const [, body] = file.match(/\n {4}CreateInstanceRequest:\n((?: {5}.*\n)+)/);
  const properties = [...body.matchAll(/^ {8}(\w+):$/gm)].map(([, name]) => name);
  assert.deepEqual(properties.sort(), Object.keys(NEW_INSTANCE).sort());
});

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
  'a number for a webhook': [
    '/create-instance',
    {
      method: 'POST',
      headers: { authorization: 'Bearer x', 'content-type': 'application/json' },
      body: '{"phone": "+201234567890", "name": "x", "webhook_url": 5}',
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
