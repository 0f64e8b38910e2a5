// The line of the caller in the stack of an error that is made much later, when the answer is
// there. V8 finds it by itself only if the caller awaits the call at that moment.

/** Where a call was made. @internal */
export interface Trace {
  readonly stack?: string;
}

/** Remembers where `below` was called. V8 writes it out only when it is looked at. @internal */
export function traceOf(below: (...args: never[]) => unknown): Trace {
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
  // A tool may have changed how stacks are written.
  const frames = typeof stack === 'string' ? stack.indexOf('\n    at ') : -1;
  const header = `${error.name}: ${error.message}`;
  if (stack === undefined) error.stack = header;
  else if (frames >= 0) error.stack = header + stack.slice(frames);
  return error;
}
