// A link session as server-sent events: a handler for Node's own server, and for Express.

/** Answers a request with what happens in a session, until it ends or the page is closed. */
export async function streamSession(client, instance, response) {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.flushHeaders(); // the page knows that it is connected before there is an event
  const send = (event) => response.write(`data: ${JSON.stringify(event)}\n\n`);
  const left = new AbortController(); // a closed tab ends the session
  response.on('close', () => left.abort());
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
    const text = error.code === 'link_timeout' ? 'Nobody scanned.' : 'It failed.';
    send({ type: 'failed', text });
  }
  response.end();
}
