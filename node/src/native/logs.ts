// What clients log, handed to their callbacks.

import type { LogRecord, OnLog } from '../log.js';
import { milliseconds } from './failure.js';

/** Whoever hears what a client logs. It lives as long as the client. @internal */
export interface Listener {
  readonly onLog: OnLog;
}

/** A record as the native module writes it. @internal */
export type LogLine = LogRecord & { readonly at: number };

/** Weak, so that a callback that knows its client does not keep it for ever. */
const listeners = new Map<number, WeakRef<Listener>>();
const gone = new FinalizationRegistry<number>((number) => listeners.delete(number));
let last = 0;

/** The number under which the native module knows it. @internal */
export function listen(listener: Listener): number {
  last += 1;
  listeners.set(last, new WeakRef(listener));
  gone.register(listener, last);
  return last;
}

/** @internal */
export function logged(number: number, line: LogLine): void {
  const listener = listeners.get(number)?.deref();
  listener?.onLog(recordFrom(line));
}

/**
 * Lets what a callback throws be an uncaught exception, as Node does it with what listens to its own
 * events: a call does not fail because of its log. Whoever hears of the exception does so where the
 * callback ran.
 *
 * @internal
 */
export function uncaught(onLog: OnLog): OnLog {
  return (record) => {
    try {
      onLog(record);
    } catch (error) {
      process.nextTick(() => {
        throw error;
      });
    }
  };
}

function recordFrom(json: LogLine): LogRecord {
  const { elapsed, ...fields } = json.fields;
  const elapsedMs = milliseconds(elapsed);
  return {
    ...json,
    at: new Date(json.at),
    fields: elapsedMs === undefined ? fields : { ...fields, elapsedMs },
  };
}
