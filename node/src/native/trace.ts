// The line of the caller in the stack of an error that is made much later, when the answer is
// there. V8 finds it by itself only if the caller awaits the call at that moment.

/** Where a call was made. @internal */
export interface Trace {
  readonly stack?: string;
}

type Function = (...args: never[]) => unknown;

/**
 * Remembers where `below` was called: the function itself, and not the property that it is in, which
 * a tool may have wrapped. V8 writes it out only when it is looked at.
 *
 * @internal
 */
export function traceOf(below: Function): Trace {
  const trace: Trace = {};
  Error.captureStackTrace(trace, below);
  return trace;
}

/**
 * Gives an error the stack of the call that it ended. Without one it gets no frames: where in this
 * library it was made tells nobody anything.
 *
 * @internal
 */
export function setStack<E extends Error>(error: E, trace?: Trace): E {
  const { stack } = trace ?? {};
  const header = `${error.name}: ${error.message}`;
  // A tool may have changed how stacks are written.
  if (stack === undefined || typeof stack === 'string') {
    const frames = stack?.indexOf('\n    at ') ?? -1;
    error.stack = frames < 0 ? header : header + stack?.slice(frames);
  }
  return error;
}

/**
 * What `act` gives; and what of this library's it throws begins where `below` was called.
 *
 * @internal
 */
export function from<T>(below: Function | (new (...args: never[]) => unknown), act: () => T): T {
  try {
    return act();
  } catch (thrown) {
    if (thrown instanceof Error && ours in thrown) Error.captureStackTrace(thrown, below);
    throw thrown;
  }
}

/** What marks an error of this library: in each copy of it that a program has loaded. @internal */
export const ours: unique symbol = Symbol.for('hypersender.error');

/**
 * The same for all that a class does at once: its methods and getters throw from where they were
 * called. What is asynchronous remembers that by itself.
 *
 * @internal
 */
export function fromCallers(type: { readonly prototype: object }): void {
  const properties = Object.entries(Object.getOwnPropertyDescriptors(type.prototype));
  for (const [name, property] of properties) {
    const place = property.get ? 'get' : 'value';
    const inner: unknown = property[place];
    if (name === 'constructor' || typeof inner !== 'function' || isAsync(inner)) continue;
    const outer = function (this: unknown, ...args: unknown[]): unknown {
      return from(outer, () => inner.apply(this, args));
    };
    for (const kept of ['name', 'length'] as const) {
      Object.defineProperty(outer, kept, { value: inner[kept], configurable: true });
    }
    Object.defineProperty(type.prototype, name, { ...property, [place]: outer });
  }
}

function isAsync(it: unknown): boolean {
  return Object.prototype.toString.call(it) === '[object AsyncFunction]';
}
