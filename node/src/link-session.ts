import { InvalidArgumentError } from './errors.js';
import type { LinkEvent, LinkedEvent } from './link-event.js';
import { onAbort } from './native/abort.js';
import { call } from './native/bridge.js';
import { eventFrom } from './native/events.js';
import { guard } from './native/guard.js';
import { illegal } from './native/illegal.js';
import type { Message, NativeClient, NativeSession } from './native/module.js';
import { from, type Trace, traceOf } from './native/trace.js';
import { keepFromCopies } from './native/uncloneable.js';

/** The events of a session, one after the other. Leaving them cancels the session. */
interface LinkEvents extends AsyncIterator<LinkEvent, void, undefined>, AsyncDisposable {
  next(): Promise<IteratorResult<LinkEvent, void>>;
  return(value?: void | PromiseLike<void>): Promise<IteratorResult<LinkEvent, void>>;
  throw(error?: unknown): Promise<IteratorResult<LinkEvent, void>>;
  [Symbol.asyncIterator](): LinkEvents;
}

/**
 * A session that links a phone: made by {@link Hypersender.link}.
 *
 * It is cold: nothing is sent before its first event is asked for, or its end is waited for. Then
 * it runs by itself, whatever its reader does: a slow one gets the events in order, but of each
 * type only the last, and never a code that is already dead.
 *
 * Leaving a `for await` loop cancels it, as does leaving the scope of an `await using`.
 */
export class LinkSession implements AsyncIterable<LinkEvent>, AsyncDisposable {
  readonly #client: NativeClient;
  readonly #session: NativeSession;
  #signal: AbortSignal | undefined;
  #stopListening: (() => void) | undefined;
  #isRead = false;
  #isOver = false;
  readonly #ends = new Set<Promise<LinkedEvent>>();

  private constructor(
    client: NativeClient,
    session: NativeSession,
    signal: AbortSignal | undefined,
  ) {
    if (client === undefined) illegal('client.link() makes a session');
    this.#client = client;
    this.#session = session;
    this.#signal = signal;
    keepFromCopies(this);
  }

  /** @internal */
  static of(
    client: NativeClient,
    session: NativeSession,
    signal: AbortSignal | undefined,
  ): LinkSession {
    return new LinkSession(client, session, signal);
  }

  /**
   * The events, for `for await`. They can be read once.
   *
   * The loop ends after `linked`, or without it if the session was cancelled, and throws if it
   * failed: `LinkTimeoutError` if nobody scanned in time, `LinkFailedError`, or what made going on
   * pointless.
   *
   * @throws {InvalidArgumentError} if somebody reads them already.
   */
  [Symbol.asyncIterator](): LinkEvents {
    const isRead = this.#isRead;
    from(iterate, () => {
      if (!isRead) return;
      const message = 'The events of a session can be read once; this is the second time.';
      throw new InvalidArgumentError(message, { argument: 'session' });
    });
    this.#isRead = true;
    this.#leaveAlone();
    let last: Promise<unknown> = Promise.resolve();
    const next = (): Promise<IteratorResult<LinkEvent, void>> => {
      const trace = traceOf(next);
      const step = last.then(() => this.#next(trace)); // who asks twice gets two events
      last = step.catch(() => {});
      return step;
    };
    const events: LinkEvents = {
      next,
      return: async (value) => {
        this.cancel();
        return { done: true, value: await value };
      },
      throw: async (error) => {
        this.cancel();
        throw error;
      },
      [Symbol.asyncIterator]: () => events,
      [Symbol.asyncDispose]: async () => this.cancel(),
    };
    return events;
  }

  async #next(trace: Trace): Promise<IteratorResult<LinkEvent, void>> {
    if (this.#isOver) return { done: true, value: undefined };
    this.#listen();
    const session = this.#session;
    try {
      let message: Message;
      do message = await call((n) => session.next(n), this.#signal, trace);
      while (message.again); // a code died before this thread came to it
      if (message.value !== undefined) {
        return { done: false, value: eventFrom(message, this.#client) };
      }
    } catch (error) {
      this.#over();
      throw error;
    }
    this.#over();
    return { done: true, value: undefined };
  }

  /**
   * Waits for the end: the `linked` event, or the error. It starts the session, may be called
   * beside reading the events, and as often as you like.
   *
   * @throws {ClientClosedError} if the session was cancelled.
   * @throws {LinkTimeoutError} if nobody scanned in time.
   * @throws {LinkFailedError} if it can't be linked, or what made going on pointless.
   */
  linked(): Promise<LinkedEvent> {
    const end: Promise<LinkedEvent> = this.#linked(traceOf(linked)).finally(() => {
      this.#ends.delete(end);
    });
    this.#ends.add(end);
    if (this.#isRead) this.#leaveAlone();
    return end;
  }

  async #linked(trace: Trace): Promise<LinkedEvent> {
    this.#listen();
    const session = this.#session;
    try {
      const message = await call((n) => session.linked(n), this.#signal, trace);
      return eventFrom(message, this.#client) as LinkedEvent;
    } finally {
      this.#forgetSignal();
    }
  }

  /**
   * An end that nobody waits for any more does not end the process, if whoever left it alone hears
   * of it all the same: from the loop beside it, or because it was they who cancelled.
   */
  #leaveAlone(): void {
    for (const end of this.#ends) end.catch(() => {});
  }

  /**
   * Ends the session: a loop over its events ends without an error, and {@link LinkSession.linked}
   * rejects with a `ClientClosedError`. What was in flight is dropped. If a request for a code had
   * gone out, no new one can be had for a minute.
   */
  cancel(): void {
    const session = this.#session;
    this.#leaveAlone();
    this.#over();
    guard(() => session.cancel());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cancel();
  }

  /** From the first moment that somebody waits, an abort ends it also while nobody does. */
  #listen(): void {
    const signal = this.#signal;
    if (signal === undefined || signal.aborted || this.#stopListening !== undefined) return;
    // Weak: a signal that lives longer than the session must not keep it.
    const session = new WeakRef(this.#session);
    const stop = onAbort(signal, () => session.deref()?.cancel());
    this.#stopListening = stop;
    forgotten.register(this, stop, this);
  }

  #over(): void {
    this.#isOver = true;
    this.#forgetSignal();
    forgotten.unregister(this);
  }

  /** What has ended is not ended by an abort that comes later. */
  #forgetSignal(): void {
    this.#stopListening?.();
    if (!this.#signal?.aborted) this.#signal = undefined;
  }
}

/** The methods themselves, whatever a tool puts in their places: stacks begin at who called them. */
const { [Symbol.asyncIterator]: iterate, linked } = LinkSession.prototype;

/** Sessions that nobody holds any more don't listen. */
const forgotten = new FinalizationRegistry<() => void>((stop) => stop());
