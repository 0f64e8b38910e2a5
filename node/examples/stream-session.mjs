// A link session as server-sent events: a handler for Node's own server, and for Express.

/** Proxies cut what is silent for long, nginx and most load balancers after a minute. */
const HEARTBEAT_MS = 15_000;

const HEADERS = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store, no-transform', // a code is kept nowhere; and not compressed, which waits
  'x-accel-buffering': 'no', // nor does nginx wait until there is more
};

/** Answers a request with what happens in a session, until it ends or the page is closed. */
export async function streamSession(client, instance, response) {
  response.writeHead(200, HEADERS);
  response.flushHeaders(); // the page knows that it is connected before there is an event
  const send = (event) => response.write(`data: ${JSON.stringify(event)}\n\n`);
  const heartbeat = setInterval(() => response.write(':\n\n'), HEARTBEAT_MS);
  const left = new AbortController(); // a closed tab ends the session
  response.on('close', () => left.abort());
  try {
    for await (const event of client.link(instance, { signal: left.signal })) {
      const told = tell(event);
      if (told !== undefined) send(told);
    }
  } catch (error) {
    if (left.signal.aborted) return;
    console.error(error);
    const text = error.code === 'link_timeout' ? 'Nobody scanned.' : 'It failed.';
    send({ type: 'failed', text });
  } finally {
    clearInterval(heartbeat);
  }
  response.end();
}

/** What the page is told of an event, if anything. */
function tell(event) {
  const note = (text) => ({ type: 'note', text });
  switch (event.type) {
    case 'qr_code':
      // How long it lives, not until when: the browser's clock may be another one.
      return { type: 'qr_code', src: event.qrCode.dataUri, livesMs: event.qrCode.expiresInMs };
    case 'qr_expired':
    case 'linked':
      return { type: event.type };
    case 'action_required':
      return note('Please confirm on the phone.');
    case 'limited':
      return note('The service is busy. It goes on by itself.');
    case 'stalled':
      return note(event.advice.map(({ text }) => text).join(' '));
    default: // there will be more
      return undefined;
  }
}
