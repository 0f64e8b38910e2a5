// The sandbox as this page sees it: asked and told over /_sandbox/, nothing else.

const ROOT = '/_sandbox/';

async function read(response) {
  const body = await response.json();
  if (response.ok) return body;
  if (body === 'no_such') throw new Error('There is no such instance any more.');
  throw new Error(body.message ?? `The sandbox answered ${response.status}.`);
}

/** Does something. What came of it. */
export async function post(path, body) {
  return read(await fetch(ROOT + path, { method: 'POST', body: JSON.stringify(body ?? {}) }));
}

/** Waits until the sandbox is another than at the change `after`. */
export async function watch(after, requestsAfter) {
  const query = new URLSearchParams({ requests_after: requestsAfter });
  if (after !== undefined) query.set('after', after);
  return read(await fetch(`${ROOT}watch?${query}`));
}

export function picture(instance, code) {
  return `${ROOT}picture?${new URLSearchParams({ instance, code })}`;
}
