// What users write, as it has to type-check.

import {
  type AnyHypersenderError,
  APIStatusError,
  type DocumentedStatus,
  Hypersender,
  type Instance,
  isHypersenderError,
  type LinkEvent,
  type LinkSession,
  RateLimitError,
  type Secret,
  type Status,
} from 'hypersender';
import { Sandbox } from 'hypersender/testing';

type Same<A, B> = [A, B] extends [B, A] ? true : false;
const is = <_ extends true>() => {};

export async function calls(signal: AbortSignal): Promise<void> {
  await using client = new Hypersender({ token: async () => 'a', cooldown: 'wait' });
  const answer = await client.requestNewQrCode('a', { signal, maxWaitMs: 5 });
  is<Same<typeof answer.name, string | undefined>>();
  is<Same<typeof answer.accessToken, Secret | undefined>>();
  const png: Uint8Array = answer.qrCode.png;
  await answer.qrCode.save(new URL('code.png', import.meta.url));
  console.log(new Response(answer.qrCode.png), new Blob([answer.qrCode.png]));
  const instances: readonly Instance[] = await client.listInstances({ status: 'PASSKEY_REQUIRED' });
  const first = instances[0]?.createdAt?.getTime();
  const left: number = client.qrCooldownMs('a');
  const { message } = await client.restart('a', { timeoutMs: 5 });
  await client.createInstance({ phone: '+201234567890', name: 'a', signal });
  console.log(png, first, left, message);
}

export async function session(client: Hypersender): Promise<Date | undefined> {
  await using session: LinkSession = client.link('a', { maxQrCodes: 2, restartOnFailed: true });
  for await (const event of session) {
    switch (event.type) {
      case 'qr_code':
        console.log(event.qrCode.dataUri, event.expiresAt.getTime());
        break;
      case 'status':
        is<Same<typeof event.previous, Status | undefined>>();
        break;
      case 'retrying':
        is<Same<typeof event.error, AnyHypersenderError>>();
        break;
      case 'linked':
        return event.connectedAt;
      default:
        is<Same<Extract<typeof event, { type: 'linked' }>, never>>();
    }
  }
  return (await session.linked()).connectedAt;
}

/** What may be missing in a program's own settings can be handed on as it is. */
export function settings(token: string | undefined, signal: AbortSignal | undefined): LinkSession {
  return new Hypersender({ token, timeoutMs: undefined }).link('a', { signal });
}

export function types(event: LinkEvent): number | undefined {
  return 'number' in event ? event.number : undefined;
}

export function failures(error: unknown): string {
  if (error instanceof RateLimitError) {
    is<Same<typeof error.retryAfterMs, number>>();
    is<Same<typeof error.code, 'rate_limited'>>();
  }
  if (error instanceof APIStatusError) {
    is<Same<typeof error.status, number | undefined>>();
  }
  if (!isHypersenderError(error)) return 'something else';
  switch (error.code) {
    case 'rate_limited':
      is<Same<typeof error.limitedBy, 'server' | 'client'>>();
      return String(error.retryAfterMs);
    case 'validation':
      return Object.keys(error.errors).join();
    case 'connection':
      return error.reason;
    case 'invalid_response':
      return error.instance?.id ?? error.reason;
    case 'link_timeout':
      return `${error.qrCodesShown} ${error.lastStatus}`;
    default:
      is<Same<Extract<typeof error, RateLimitError>, never>>();
      return error.message;
  }
}

export function statuses(status: Status): string {
  const known: DocumentedStatus = 'WORKING';
  const open: Status = 'NEW_ONE';
  switch (status) {
    case 'SCAN_QR_CODE':
      return 'scan';
    default:
      return status + known + open;
  }
}

export async function sandbox(): Promise<void> {
  using sandbox = await Sandbox.start({
    speed: 60,
    instances: [{ name: 'Shop', status: 'FAILED' }],
    limits: { counter: 'shared', health: null },
    when: [
      { shown: 2, afterMs: 8000, do: { scan: {} } },
      { atMs: 5, do: 'clear_faults' },
    ],
    faults: [{ operation: 'health', times: 2, fault: { status: { status: 503 } } }],
  });
  const { qrCode } = await sandbox.client().requestNewQrCode(sandbox.instance);
  const result: 'linked' | 'refused' | 'passkey_required' | 'stale' | 'unknown' =
    sandbox.phone.scan(qrCode);
  const request = await sandbox.waitForRequest(({ operation }) => operation === 'health');
  console.log(result, request.end, sandbox.requests('createInstance'));
}

export async function byHand(session: LinkSession): Promise<void> {
  const events = session[Symbol.asyncIterator]();
  const first = await events.next();
  if (!first.done) is<Same<typeof first.value, LinkEvent>>();
  for await (const event of events) is<Same<typeof event, LinkEvent>>();
  await events.return();
}

export const logging = new Hypersender({
  caCertificate: Buffer.from('PEM'),
  onLog: ({ fields }) => {
    is<Same<typeof fields.elapsedMs, number | undefined>>();
    is<Same<typeof fields.route, string | undefined>>();
  },
});

export function narrowed(error: unknown): number | undefined {
  if (!isHypersenderError(error)) throw error;
  is<Same<typeof error.code, AnyHypersenderError['code']>>();
  return error.code === 'rate_limited' ? error.retryAfterMs : undefined;
}
