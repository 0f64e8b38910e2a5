// Links a phone from a page in a browser: the session's events go to the page as server-sent
// events. Node's own server, no framework; `link-page-express.mjs` is the same with Express.
//
//   HYPERSENDER_TOKEN=… HYPERSENDER_INSTANCE=… node link-page.mjs
//
// Whoever can open this page can link their phone to your instance. Put your own login in front.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { Hypersender } from 'hypersender';
import { streamSession } from './stream-session.mjs';

const page = readFileSync(new URL('link-page.html', import.meta.url));
const client = new Hypersender(); // one for the whole process
const instance = process.env.HYPERSENDER_INSTANCE;

const server = createServer((request, response) => {
  if (request.url === '/') {
    response.writeHead(200, { 'content-type': 'text/html', 'cache-control': 'no-store' }).end(page);
  } else if (request.url === '/events') {
    streamSession(client, instance, response);
  } else {
    response.writeHead(404).end();
  }
});
server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}/`);
});
