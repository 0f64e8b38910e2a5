// What must not type-check: each of these would be a mistake.

import { Hypersender, isHypersenderError, type LinkEvent, QrCode, type Secret } from 'hypersender';
import { Sandbox } from 'hypersender/testing';

export async function wrong(client: Hypersender, event: LinkEvent, secret: Secret, error: unknown) {
  // @ts-expect-error: durations say their unit
  new Hypersender({ token: 'a', timeout: 5 });
  // @ts-expect-error: a duration is a number
  new Hypersender({ token: 'a', timeoutMs: '5s' });
  // @ts-expect-error: there is no such word
  new Hypersender({ token: 'a', cooldown: 'never' });
  // @ts-expect-error: a token is a text
  new Hypersender({ token: 5 });
  // @ts-expect-error: a callback gives a text
  new Hypersender({ token: () => 5 });
  // @ts-expect-error: an instance has to be named
  await client.health();
  // @ts-expect-error: the minute is only the QR code's
  await client.restart('a', { cooldown: 'wait' });
  // @ts-expect-error: a name is needed
  await client.createInstance({ phone: '+201234567890' });
  // @ts-expect-error: a signal is no controller
  await client.health('a', { signal: new AbortController() });
  // @ts-expect-error: only one of the events has a code
  event.qrCode;
  // @ts-expect-error: there is no such event
  if (event.type === 'scanned') return;
  // @ts-expect-error: a secret is not a text
  const text: string = secret;
  // @ts-expect-error: codes come from the service
  new QrCode();
  // @ts-expect-error: a session is not an array
  client.link('a').length;
  // @ts-expect-error: and no promise either: wait for linked()
  client.link('a').then();
  // @ts-expect-error: an answer can't be changed
  (await client.health('a')).status = 'WORKING';
  // @ts-expect-error: an answer may have no name
  const name: string = (await client.listInstances())[0]?.name;
  if (isHypersenderError(error)) {
    // @ts-expect-error: not every error has it
    error.limitedBy;
    // @ts-expect-error: there is no such code
    if (error.code === 'too_many_requests') return;
  }
  // @ts-expect-error: a fault has one of the known forms
  (await Sandbox.start()).fault({ fault: 'meltdown' });
  return [text, name];
}
