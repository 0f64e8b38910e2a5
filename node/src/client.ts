import { AsyncResource } from 'node:async_hooks';
import { inspect } from 'node:util';
import * as given from './arguments.js';
import { InvalidArgumentError } from './errors.js';
import { LinkSession } from './link-session.js';
import type { OnLog } from './log.js';
import type { Health, Instance, InstanceWithQr, Restarted } from './model.js';
import { bridge, call, native, unwrap } from './native/bridge.js';
import { guard } from './native/guard.js';
import { listen, uncaught } from './native/logs.js';
import type { NativeClient, NativeClock } from './native/module.js';
import { healthFrom, instancesFrom, instanceWithQrFrom, restartedFrom } from './native/reading.js';
import { type Provider, register } from './native/tokens.js';
import { from, traceOf } from './native/trace.js';
import { trustWhatNodeTrusts } from './native/trust.js';
import { keepFromCopies } from './native/uncloneable.js';
import type {
  CallOptions,
  CreateInstanceOptions,
  HypersenderOptions,
  LinkOptions,
  ListInstancesOptions,
  RequestNewQrCodeOptions,
} from './options.js';
import { revealed } from './secret.js';

const CALL = ['timeoutMs', 'signal'] as const;
const REQUEST_NEW_QR_CODE = [...CALL, 'cooldown', 'maxWaitMs'] as const;
const LIST_INSTANCES = [...CALL, 'uuid', 'name', 'phone', 'status'] as const;
const CREATE_INSTANCE = [...CALL, 'phone', 'name', 'webhookUrl'] as const;
const LINK = [...CALL, 'maxQrCodes', 'qrLifetimeMs', 'restartOnFailed'] as const;
const CLIENT = [
  'token',
  'baseUrl',
  'timeoutMs',
  'connectTimeoutMs',
  'maxRetries',
  'cooldown',
  'proxy',
  'caCertificate',
  'userAgent',
  'allowInsecureHttp',
  'onLog',
] as const;

/**
 * A client of the Hypersender Enterprise API.
 *
 * Make one and keep it: it holds the connections. The minute between two QR codes, and everything
 * else that the service limits, is remembered for the whole process, not for one client.
 *
 * @example
 * ```ts
 * import { Hypersender } from 'hypersender';
 *
 * const client = new Hypersender(); // the token is in HYPERSENDER_TOKEN
 * for await (const event of client.link('c9a1dd76-5678-4f9d-9012-a5b78de100c3')) {
 *   switch (event.type) {
 *     case 'qr_code':
 *       console.log(event.qrCode.terminal());
 *       break;
 *     case 'qr_expired':
 *       console.log('That code is dead. The next one is coming.');
 *       break;
 *     case 'linked':
 *       console.log('Linked.');
 *       break;
 *     default:
 *   }
 * }
 * ```
 */
export class Hypersender implements AsyncDisposable {
  readonly #client: NativeClient;

  /**
   * A client; nothing is sent yet.
   *
   * @throws {InvalidArgumentError} if a setting is not acceptable, or there is no token.
   *
   * Its callbacks, `token` and `onLog`, run in the asynchronous context (`AsyncLocalStorage`) in
   * which it is made.
   */
  constructor(options?: HypersenderOptions) {
    this.#client = from(Hypersender, () => given.read(() => create(options)));
    keepFromCopies(this);
  }

  /**
   * Asks for a new QR code. Show it at once: it lives for about a minute, and the phone has to scan
   * it under WhatsApp > Settings > Linked devices.
   *
   * The service allows this **once a minute**. This process remembers: within the minute the call
   * fails at once with a `RateLimitError` and the time that is left, or waits, as `cooldown` says.
   * Callers that ask for the same instance at the same time share one request and its answer.
   *
   * What a new code does to an instance that is already linked is not documented. The request is
   * sent once: if the error's `outcome` is `unknown`, the minute has begun all the same.
   *
   * @throws {RateLimitError} within the minute, or if the service answers 429.
   * @throws {InvalidResponseError} if the answer has no usable code; its text says which status
   * came with it.
   *
   * @example
   * ```ts
   * const { qrCode } = await client.requestNewQrCode('c9a1dd76-5678-4f9d-9012-a5b78de100c3');
   * console.log(`<img src="${qrCode.dataUri}" alt="WhatsApp QR code">`);
   * ```
   */
  async requestNewQrCode(
    instance: string,
    options?: RequestNewQrCodeOptions,
  ): Promise<InstanceWithQr> {
    const client = this.#client;
    const trace = traceOf(requestNewQrCode);
    const { id, wanted, signal } = given.to('requestNewQrCode', trace, () => {
      const known = given.options(options, REQUEST_NEW_QR_CODE);
      return {
        id: given.text('instance', instance),
        wanted: options && {
          timeoutMs: given.optionalNumber(known, 'timeoutMs'),
          cooldown: given.optionalText(known, 'cooldown'),
          maxWaitMs: given.optionalNumber(known, 'maxWaitMs'),
        },
        signal: given.optionalSignal(known, 'signal'),
      };
    });
    const message = await call(
      (number) => client.requestNewQrCode(number, id, wanted),
      signal,
      trace,
    );
    return instanceWithQrFrom(message, client);
  }

  /**
   * Whether a phone is linked: `status` is `WORKING` then. The service allows this 10 times a minute.
   *
   * @example
   * ```ts
   * const { status } = await client.health('c9a1dd76-5678-4f9d-9012-a5b78de100c3');
   * ```
   */
  async health(instance: string, options?: CallOptions): Promise<Health> {
    const client = this.#client;
    const trace = traceOf(health);
    const { id, timeoutMs, signal } = given.to('health', trace, () => about(instance, options));
    const message = await call((number) => client.health(number, id, timeoutMs), signal, trace);
    return healthFrom(message);
  }

  /**
   * The instances of the account; with filters, those that fit all of them.
   *
   * @example
   * ```ts
   * for (const { id, name } of await client.listInstances({ status: 'SCAN_QR_CODE' })) {
   *   console.log(`${name ?? id} waits for a phone`);
   * }
   * ```
   */
  async listInstances(options?: ListInstancesOptions): Promise<Instance[]> {
    const client = this.#client;
    const trace = traceOf(listInstances);
    const { wanted, signal } = given.to('listInstances', trace, () => {
      const known = given.options(options, LIST_INSTANCES);
      return {
        wanted: {
          uuid: given.optionalText(known, 'uuid'),
          name: given.optionalText(known, 'name'),
          phone: given.optionalText(known, 'phone'),
          status: given.optionalText(known, 'status'),
          timeoutMs: given.optionalNumber(known, 'timeoutMs'),
        },
        signal: given.optionalSignal(known, 'signal'),
      };
    });
    const message = await call((number) => client.listInstances(number, wanted), signal, trace);
    return instancesFrom(message);
  }

  /**
   * Creates an instance for a phone number. The answer carries the first QR code. The service
   * allows 5 a minute.
   *
   * It is sent once: creating is not idempotent. If the error's `outcome` is `accepted` or
   * `unknown`, look with {@link Hypersender.listInstances} before trying again.
   *
   * @example
   * ```ts
   * const created = await client.createInstance({ phone: '+201234567890', name: 'Front desk' });
   * await created.qrCode.save('front-desk.png');
   * ```
   */
  async createInstance(options: CreateInstanceOptions): Promise<InstanceWithQr> {
    const client = this.#client;
    const trace = traceOf(createInstance);
    const { wanted, signal } = given.to('createInstance', trace, () => {
      const known = given.options(options, CREATE_INSTANCE);
      return {
        wanted: {
          phone: given.text('phone', known.phone),
          name: given.text('name', known.name),
          webhookUrl: given.optionalText(known, 'webhookUrl'),
          timeoutMs: given.optionalNumber(known, 'timeoutMs'),
        },
        signal: given.optionalSignal(known, 'signal'),
      };
    });
    const message = await call((number) => client.createInstance(number, wanted), signal, trace);
    return instanceWithQrFrom(message, client);
  }

  /**
   * Restarts an instance, which interrupts its messaging; {@link Hypersender.health} tells how it
   * goes on. The service allows 5 a minute.
   *
   * @example
   * ```ts
   * await client.restart('c9a1dd76-5678-4f9d-9012-a5b78de100c3');
   * ```
   */
  async restart(instance: string, options?: CallOptions): Promise<Restarted> {
    const client = this.#client;
    const trace = traceOf(restart);
    const { id, timeoutMs, signal } = given.to('restart', trace, () => about(instance, options));
    const message = await call((number) => client.restart(number, id, timeoutMs), signal, trace);
    return restartedFrom(message);
  }

  /**
   * Watches an instance until a phone is linked to it: looks before it asks, asks for QR codes when
   * the service lets it, says when each has to come off the screen, never disturbs a scan, and ends
   * with `linked`.
   *
   * Nothing is sent before the session is read or waited for.
   *
   * @throws {InvalidArgumentError} if an option is not acceptable.
   *
   * @example
   * ```ts
   * const { alreadyLinked } = await client.link('c9a1dd76-5678-4f9d-9012-a5b78de100c3').linked();
   * ```
   */
  link(instance: string, options?: LinkOptions): LinkSession {
    const client = this.#client;
    const { id, wanted, signal } = given.to('link', traceOf(link), () => {
      const known = given.options(options, LINK);
      return {
        id: given.text('instance', instance),
        wanted: {
          timeoutMs: given.optionalNumber(known, 'timeoutMs'),
          maxQrCodes: given.optionalCount(known, 'maxQrCodes'),
          qrLifetimeMs: given.optionalNumber(known, 'qrLifetimeMs'),
          restartOnFailed: given.optionalFlag(known, 'restartOnFailed'),
        },
        signal: given.optionalSignal(known, 'signal'),
      };
    });
    const session = from(link, () => unwrap(() => client.link(id, wanted)));
    return LinkSession.of(client, session, signal);
  }

  /**
   * Milliseconds until a QR code may be asked for, as far as this process knows; 0 if one may be. It
   * makes no request.
   *
   * @throws {InvalidArgumentError} if the instance's id can't be one.
   */
  qrCooldownMs(instance: string): number {
    const client = this.#client;
    return from(qrCooldownMs, () => {
      const id = given.text('instance', instance);
      return unwrap(() => client.qrCooldown(id));
    });
  }

  /**
   * Ends the calls that are under way, and every later one at once, with a `ClientClosedError`;
   * connections are closed.
   */
  async close(): Promise<void> {
    const client = this.#client;
    guard(() => client.close());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** @internal */
  [inspect.custom](): string {
    return 'Hypersender {}';
  }
}

/** The methods themselves, whatever a tool puts in their places: stacks begin at who called them. */
const { createInstance, health, link, listInstances, qrCooldownMs, requestNewQrCode, restart } =
  Hypersender.prototype;

/** The arguments of a call that is about an instance, and takes nothing of its own. */
function about(instance: unknown, options: CallOptions | undefined) {
  const known = given.options(options, CALL);
  return {
    id: given.text('instance', instance),
    timeoutMs: given.optionalNumber(known, 'timeoutMs'),
    signal: given.optionalSignal(known, 'signal'),
  };
}

/** The setting of a sandbox's clients: they go by its clock. @internal */
export const CLOCK = Symbol('clock');

/** The callbacks of a client live as long as the client: the native module calls them. */
const kept = new WeakMap<NativeClient, unknown>();

function create(options: HypersenderOptions | undefined): NativeClient {
  const known = given.options(options, CLIENT);
  const { token, text } = tokenFrom(known.token);
  const onLog = given.optionalCallback(known, 'onLog');
  // They run where the client was made, as far as that is concerned which a program keeps for each
  // of its requests, and not where this package was first loaded.
  const provider = token && { token: AsyncResource.bind(token) };
  const listener = onLog && { onLog: AsyncResource.bind(uncaught(onLog as OnLog)) };
  const wanted = {
    token: text,
    provider: provider && register(provider),
    baseUrl: given.optionalText(known, 'baseUrl'),
    timeoutMs: given.optionalNumber(known, 'timeoutMs'),
    connectTimeoutMs: given.optionalNumber(known, 'connectTimeoutMs'),
    maxRetries: given.optionalCount(known, 'maxRetries'),
    cooldown: given.optionalText(known, 'cooldown'),
    proxy: given.optionalText(known, 'proxy'),
    caCertificate: given.optionalPem(known, 'caCertificate'),
    userAgent: given.optionalText(known, 'userAgent'),
    allowInsecureHttp: given.optionalFlag(known, 'allowInsecureHttp'),
  };
  const { [CLOCK]: clock } = known as { [CLOCK]?: NativeClock };
  trustWhatNodeTrusts(native, (text) => process.emitWarning(text));
  const number = listener && listen(listener);
  const client = unwrap(() => native.createClient(bridge, wanted, process.env, clock, number));
  kept.set(client, [provider, listener]);
  return client;
}

function tokenFrom(given: unknown): { token?: Provider['token']; text?: string | undefined } {
  if (given === undefined || given === null) return {};
  if (typeof given === 'function') return { token: given as Provider['token'] };
  const text = revealed(given);
  if (text !== undefined) return { text };
  const message = 'The token has to be a string, a Secret, or a function that gives one.';
  throw new InvalidArgumentError(message, { argument: 'token' });
}
