// The back end of an app that links phones. The Enterprise token stays here. An app that somebody is
// signed in to gets a token of its own: short-lived, and good for the instance of that person alone. With
// it the app's client (Kotlin: `TokenProvider` and `baseUrl`, Swift: a token function and `baseURL`) calls
// this server, which passes the calls on.
//
//   HYPERSENDER_TOKEN=… SIGNED_IN='{"a session of your app": "an instance"}' node app-back-end.mjs
//
// Node's own server, nothing to install. In production put it behind https.

import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';

const service = process.env.HYPERSENDER_BASE_URL ?? 'https://app.hypersender.com/api/whatsapp/v2';
const enterpriseToken = process.env.HYPERSENDER_TOKEN;
const lifetimeMs = 1000 * Number(process.env.TOKEN_SECONDS ?? 600);

// In your program: your own sessions. Whose instance it is, is decided here, never by the app.
const signedIn = new Map(Object.entries(JSON.parse(process.env.SIGNED_IN ?? '{}')));
const instanceOf = (session) => signedIn.get(session);

// All that an app may do, and how often in a minute for one instance. The service counts for the whole
// account: without these, one app could use up what belongs to all.
const ALLOWED = new Map([
  ['GET health', 10], // as the service; the polls of a session are 9 at most
  ['POST request-new-qr-code', 2],
]);
const TOKENS_A_MINUTE = 10;

// The service allows ten health calls a minute for the whole account, and one session makes nearly as
// many. So apps are told what the list says, which has no such limit, and one look serves all who ask
// meanwhile, however many phones are being linked.
const LOOK_MS = 2000;

// What an answer may bring along. The client goes by these.
const PASSED_ON = ['retry-after', 'date', 's-request-id', 'x-request-id'];

class Refusal extends Error {
  constructor(status, message, headers = {}) {
    super(message);
    Object.assign(this, { status, headers });
  }
}

// Both in memory: with more than one process, put them where all of them see them.
const tokens = new Map();
const counts = new Map();

function issue(instance) {
  limit(`token ${instance}`, TOKENS_A_MINUTE);
  const token = randomBytes(32).toString('base64url');
  tokens.set(token, { instance, until: Date.now() + lifetimeMs });
  return token;
}

function ownerOf(token) {
  const known = tokens.get(token);
  if (known && known.until > Date.now()) return known.instance;
  tokens.delete(token);
  throw new Refusal(401, 'The token is unknown or has expired.'); // the app's client asks for a new one
}

function end(instance) {
  for (const [token, known] of tokens) if (known.instance === instance) tokens.delete(token);
}

function limit(key, most) {
  const now = Date.now();
  const recent = (counts.get(key) ?? []).filter((time) => time > now - 60_000);
  if (recent.length >= most) {
    const wait = Math.ceil((recent[0] + 60_000 - now) / 1000);
    throw new Refusal(429, 'Too many requests.', { 'retry-after': `${wait}` });
  }
  counts.set(key, [...recent, now]);
}

setInterval(() => {
  for (const [token, { until }] of tokens) if (until <= Date.now()) tokens.delete(token);
  for (const [key, times] of counts) if (times.at(-1) <= Date.now() - 60_000) counts.delete(key);
}, 60_000).unref();

async function answer(request, left) {
  const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const path = request.url.split('?')[0];
  if (path === '/app/token' && ['POST', 'DELETE'].includes(request.method)) {
    const instance = instanceOf(bearer);
    if (!instance) throw new Refusal(401, 'Nobody is signed in.');
    if (request.method === 'POST')
      return { status: 200, body: { token: issue(instance), instance } };
    end(instance); // who signs out takes the tokens along
    return { status: 200, body: {} };
  }

  const instance = ownerOf(bearer);
  const [, asked, operation, ...more] = path.split('/');
  const most = ALLOWED.get(`${request.method} ${operation}`);
  if (most === undefined || more.length > 0) throw new Refusal(403, 'An app may not do this.');
  // The same answer whether there is such an instance or not.
  if (asked.toLowerCase() !== instance.toLowerCase()) throw new Refusal(404, 'No such instance.');
  limit(`${operation} ${instance}`, most);
  if (operation === 'health') return health(instance);
  return passOn(request.method, `${service}/${instance}/${operation}`, left);
}

let look = { until: 0 };

async function health(instance) {
  if (look.until <= Date.now()) {
    // It is nobody's own: it goes on when the app that began it has left.
    const answer = passOn('GET', `${service}/instances`);
    look = { until: Date.now() + LOOK_MS, answer };
  }
  const { status, headers, body } = await look.answer;
  if (status !== 200) return { status, headers, body };
  if (!Array.isArray(body)) throw new Refusal(502, 'The service is not available.');
  const known = body.find(({ id }) => `${id}`.toLowerCase() === instance.toLowerCase());
  if (!known) throw new Refusal(404, 'No such instance.');
  return { status, headers, body: { instance_id: instance, status: known.status } };
}

async function passOn(method, url, left = new AbortController().signal) {
  const reply = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${enterpriseToken}`, accept: 'application/json' },
    redirect: 'manual',
    signal: AbortSignal.any([left, AbortSignal.timeout(25_000)]),
  });
  const body = await reply.json().catch(() => null);
  // These are about the Enterprise token. To an app, they would be about its own.
  const ours = [401, 403].includes(reply.status) || (reply.status >= 300 && reply.status < 400);
  if (ours || (reply.ok && body === null)) throw new Refusal(502, 'The service is not available.');
  const known = PASSED_ON.filter((name) => reply.headers.has(name));
  const headers = Object.fromEntries(known.map((name) => [name, reply.headers.get(name)]));
  return { status: reply.status, headers, body: withoutTokens(body) };
}

// The service tells an instance's own token with every code. It does not expire: it stays here, too.
function withoutTokens(body) {
  const cleaned = (key, value) => (key === 'access_token' ? undefined : value);
  return JSON.parse(JSON.stringify(body ?? {}, cleaned));
}

const server = createServer(async (request, response) => {
  const left = new AbortController(); // an app that leaves takes its request with it
  response.on('close', () => left.abort());
  request.resume();
  const end = ({ status, headers, body }) =>
    response
      .writeHead(status, {
        'cache-control': 'no-store',
        ...headers,
        'content-type': 'application/json',
      })
      .end(JSON.stringify(body));
  try {
    end(await answer(request, left.signal));
  } catch (error) {
    if (left.signal.aborted) return;
    if (error instanceof Refusal) {
      end({ status: error.status, headers: error.headers, body: { message: error.message } });
    } else {
      console.error(error.name); // not the whole of it: it may have the request, with the token
      const status = error.name === 'TimeoutError' ? 504 : 502;
      end({ status, body: { message: 'The service is not available.' } });
    }
  }
});
if (!enterpriseToken) throw new Error('HYPERSENDER_TOKEN is not set.');
server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}`);
});
