import { inspect } from 'node:util';
import * as given from '../arguments.js';
import { CLOCK, Hypersender } from '../client.js';
import { InvalidArgumentError, isHypersenderError } from '../errors.js';
import { bridge, call, native } from '../native/bridge.js';
import { guard } from '../native/guard.js';
import { illegal } from '../native/illegal.js';
import type { NativeSandbox, Said } from '../native/module.js';
import { systemError } from '../native/system-error.js';
import { from, fromCallers, setStack, traceOf } from '../native/trace.js';
import { keepFromCopies } from '../native/uncloneable.js';
import type { HypersenderOptions } from '../options.js';
import type { Status } from '../status.js';
import { fromSandbox, operationTo, toSandbox } from './form.js';
import type {
  FaultRule,
  NewInstance,
  SandboxDeed,
  SandboxEvent,
  SandboxInstance,
  SandboxOptions,
  SandboxRequest,
} from './options.js';
import { Phone } from './phone.js';

/** What comes of telling the sandbox something. */
function told<T>(value: unknown, act: (json: string) => T): T {
  const { json, inOurNames } = toSandbox(value);
  return guard(() => act(json), 'options', inOurNames);
}

function begin(options: SandboxOptions): NativeSandbox {
  const begun = told(options, (json) => native.startSandbox(json));
  if (typeof begun !== 'string') return begun;
  const said: Said = JSON.parse(begun);
  const cause = systemError(said, 'listen') ?? new Error(said.message);
  const message = `A sandbox can't have the port ${options.port ?? 0}: ${cause.message}.`;
  throw new InvalidArgumentError(message, { argument: 'port', cause: setStack(cause) });
}

/**
 * A stand-in for the service: a real HTTP server on loopback, in your test's process, with instances
 * that live as they really do, and a phone that scans. No account, no phone, no network.
 *
 * @example
 * ```ts
 * import { Sandbox } from 'hypersender/testing';
 *
 * const sandbox = await Sandbox.start({ speed: 60 }); // a minute lasts a second
 * const client = sandbox.client(); // what your program would take from its settings
 *
 * const { qrCode } = await client.requestNewQrCode(sandbox.instance);
 * sandbox.phone.scan(qrCode);
 * sandbox.advance(10);
 * const { status } = await client.health(sandbox.instance); // 'WORKING'
 * await sandbox.close();
 * ```
 */
export class Sandbox implements AsyncDisposable, Disposable {
  readonly #sandbox: NativeSandbox;
  readonly #shown: string;
  /** A person with a phone. */
  readonly phone: Phone;

  private constructor(sandbox: NativeSandbox) {
    if (sandbox === undefined) illegal('await Sandbox.start() starts one');
    this.#sandbox = sandbox;
    this.#shown = `Sandbox { url: '${sandbox.url}' }`; // once it is closed, too
    this.phone = Phone.of((deed) => this.perform(deed));
    keepFromCopies(this);
  }

  /**
   * Starts a sandbox on a free port of this machine, or on the one that is asked for.
   *
   * @throws {InvalidArgumentError} if an option is not acceptable, or the port is taken.
   */
  static async start(options: SandboxOptions = {}): Promise<Sandbox> {
    return new Sandbox(from(start, () => begin(options)));
  }

  /** The base URL for clients. */
  get url(): string {
    return guard(() => this.#sandbox.url);
  }

  /** Scheme, host and port. At its root is a page for people. */
  get origin(): string {
    return guard(() => this.#sandbox.origin);
  }

  /** The token of the first account. */
  get token(): string {
    return this.tokenOf();
  }

  /** The token of an account, by its name; of the first without one. */
  tokenOf(account?: string): string {
    const name = given.optionalText({ account }, 'account');
    const token = guard(() => this.#sandbox.token(name));
    if (token !== null) return token;
    throw new InvalidArgumentError('There is no account of that name.', { argument: 'account' });
  }

  /** The id of the first instance. */
  get instance(): string {
    const [first] = this.instances();
    if (first !== undefined) return first.id;
    const message = 'This sandbox was started without instances.';
    throw new InvalidArgumentError(message, { argument: 'instances' });
  }

  /** The instances as they are. */
  instances(): SandboxInstance[] {
    return fromSandbox(guard(() => this.#sandbox.instances()));
  }

  /** A client with the first account's token that goes by the sandbox's clock. */
  client(options: HypersenderOptions = {}): Hypersender {
    const { token, url } = this;
    const clock = guard(() => this.#sandbox.clock());
    const wanted = given.read(() => ({
      ...options,
      token: options?.token ?? token, // not the environment's, which is the real one
      baseUrl: options?.baseUrl ?? url,
      [CLOCK]: clock,
    }));
    return new Hypersender(wanted);
  }

  /** Lets so many seconds pass at once. */
  advance(seconds: number): void {
    const by = given.number('seconds', seconds);
    guard(() => this.#sandbox.advance(by), 'seconds');
  }

  /**
   * Makes an instance without the API, as if it had always been there, and gives its id.
   *
   * @throws {InvalidArgumentError} if there is an instance of that id, or no account of that name.
   */
  createInstance(instance: NewInstance = {}): string {
    const outcome = this.perform({ createInstance: instance }) as { created?: string } | string;
    if (typeof outcome === 'object' && outcome.created !== undefined) return outcome.created;
    const [message, argument] =
      outcome === 'taken'
        ? ['There is an instance of that id already.', 'id']
        : ['There is no account of that name.', 'account'];
    throw new InvalidArgumentError(message, { argument });
  }

  /** Puts an instance, by id or name, into a status: any text. Whether there is such an instance. */
  setStatus(instance: string, status: Status): boolean {
    return this.perform({ setStatus: { instance, status } }) === 'done';
  }

  /** Takes an account's token out of service; the first one's without a name. The new one. */
  replaceToken(account?: string): string {
    this.perform({ replaceToken: account === undefined ? {} : { account } });
    return this.tokenOf(account);
  }

  /** Lets something go wrong with answers: by default with the next one that fits. */
  fault(rule: FaultRule): void {
    this.perform({ fault: rule });
  }

  /** Nothing goes wrong any more. */
  clearFaults(): void {
    this.perform('clear_faults');
  }

  /** Plans what happens by itself at a moment, or some time after a code was handed out. */
  plan(event: SandboxEvent): void {
    told(event, (json) => this.#sandbox.expect(json));
  }

  /** Lets something happen now. What came of it: a word, or an object with one property. */
  perform(deed: SandboxDeed): unknown {
    return fromSandbox(told(deed, (json) => this.#sandbox.perform(json)));
  }

  /**
   * The requests to the API since the start, oldest first; those of one operation, if named.
   *
   * @throws {InvalidArgumentError} if there is no operation of that name.
   */
  requests(operation?: SandboxRequest['operation']): SandboxRequest[] {
    if (operation !== undefined) operationTo(operation);
    const all: SandboxRequest[] = fromSandbox(guard(() => this.#sandbox.requests()));
    return operation === undefined ? all : all.filter((it) => it.operation === operation);
  }

  /**
   * Waits until there is a request that fits, and gives the first one.
   *
   * @throws {ClientClosedError} if the sandbox is closed before there is one.
   *
   * @example
   * ```ts
   * // The connection of a call that was aborted is closed.
   * await sandbox.waitForRequest((request) => request.end === 'client_left');
   * ```
   */
  async waitForRequest(
    fits: (request: SandboxRequest) => boolean,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<SandboxRequest> {
    const sandbox = this.#sandbox;
    const trace = traceOf(waitForRequest);
    try {
      given.callback('fits', fits);
      const signal = given.read(() => {
        return given.optionalSignal(given.options(options, ['signal']), 'signal');
      });
      for (;;) {
        const all = this.requests();
        const found = all.find(fits);
        if (found !== undefined) return found;
        const last = all.at(-1)?.number ?? 0;
        const ended = all.filter(({ end }) => end !== undefined).map(({ number }) => number);
        await call((n) => sandbox.changed(bridge, n, last, ended), signal, trace);
      }
    } catch (error) {
      throw isHypersenderError(error) ? setStack(error, trace) : error;
    }
  }

  /** Makes everything as it was at the start. The clock goes on. */
  reset(): void {
    guard(() => this.#sandbox.reset());
  }

  /** Stops the server at once. Calls that wait for an answer of it fail, and waits for requests end. */
  async close(): Promise<void> {
    guard(() => this.#sandbox.close());
  }

  /** @internal */
  [inspect.custom](): string {
    return this.#shown;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  [Symbol.dispose](): void {
    guard(() => this.#sandbox.close());
  }
}

/** The methods themselves, whatever a tool puts in their places: stacks begin at who called them. */
const { start } = Sandbox;
const { waitForRequest } = Sandbox.prototype;
fromCallers(Sandbox);
