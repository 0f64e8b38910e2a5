// Links a phone from a page in a browser: the session's events go to the page as server-sent
// events. Node's own server, no framework: in Express the two handlers stay as they are.
//
//   HYPERSENDER_TOKEN=… HYPERSENDER_INSTANCE=… node link-page.mjs
//
// Whoever can open this page can link their phone to your instance. Put your own login in front.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { Hypersender } from 'hypersender';

const page = readFileSync(new URL('link-page.html', import.meta.url));
const client = new Hypersender(); // one for the whole process
const instance = process.env.HYPERSENDER_INSTANCE;

async function streamSession(request, response) {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  const send = (event) => response.write(`data: ${JSON.stringify(event)}\n\n`);
  const left = new AbortController(); // a closed tab ends the session
  request.on('close', () => left.abort());
  try {
    for await (const event of client.link(instance, { signal: left.signal })) {
      switch (event.type) {
        case 'qr_code':
          // How long it lives, not until when: the browser's clock may be another one.
          send({ type: 'qr_code', src: event.qrCode.dataUri, livesMs: event.qrCode.expiresInMs });
          break;
        case 'qr_expired':
        case 'linked':
          send({ type: event.type });
          break;
        case 'action_required':
          send({ type: 'note', text: 'Please confirm on the phone.' });
          break;
        default: // there will be more
      }
    }
  } catch (error) {
    if (left.signal.aborted) return;
    console.error(error);
    send({
      type: 'failed',
      text: error.code === 'link_timeout' ? 'Nobody scanned.' : 'It failed.',
    });
  }
  response.end();
}

const server = createServer((request, response) => {
  if (request.url === '/') {
    response.writeHead(200, { 'content-type': 'text/html', 'cache-control': 'no-store' }).end(page);
  } else if (request.url === '/events') {
    streamSession(request, response);
  } else {
    response.writeHead(404).end();
  }
});
server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}/`);
});
