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

/** Gives an error the stack of the call that it ended. @internal */
export function setStack(error: Error, trace: Trace): void {
  const { stack } = trace;
  // A tool may have changed how stacks are written.
  const frames = typeof stack === 'string' ? stack.indexOf('\n    at ') : -1;
  if (stack !== undefined && frames >= 0) {
    error.stack = `${error.name}: ${error.message}${stack.slice(frames)}`;
  }
}
