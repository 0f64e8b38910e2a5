// The calls that this thread of JavaScript has under way: each is begun under a number in the
// native module, which rings when something has happened to any of them.

import { InternalError } from '../errors.js';
import { onAbort } from './abort.js';
import { errorFrom } from './failure.js';
import { guard } from './guard.js';
import { load } from './load.js';
import { type LogLine, logged } from './logs.js';
import type { Message, Secrets, Told } from './module.js';
import { answer, forget, gone, thrownAt } from './tokens.js';
import type { Trace } from './trace.js';

interface Call {
  readonly resolve: (message: Message) => void;
  readonly reject: (reason: unknown) => void;
  readonly trace: Trace;
  stopListening?: () => void;
}

/** @internal */
export const native = load();

/**
 * It rings in the asynchronous context in which this package was first loaded, and so keeps that one:
 * what is a program's own has to be called from where it belongs (`AsyncResource`).
 *
 * @internal
 */
export const bridge = new native.Bridge(takeAll);

const calls = new Map<number, Call>();
let last = 0;
/** Calls that the native module has not told the end of, those among them that were aborted. */
let underWay = 0;

/**
 * Makes a call: `begin` hands it to the native module under the number that it is given. When
 * `signal` aborts, the work is dropped and the promise rejected with the signal's reason.
 *
 * @internal
 */
export function call(
  begin: (number: number) => void,
  signal: AbortSignal | undefined,
  trace: Trace,
): Promise<Message> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    last = (last + 1) >>> 0;
    const number = last;
    guard(() => begin(number));
    underWay += 1;
    if (underWay === 1) bridge.hold(true);
    const call: Call = { resolve, reject, trace };
    calls.set(number, call);
    if (signal !== undefined) {
      call.stopListening = onAbort(signal, () => {
        calls.delete(number);
        bridge.cancel(number);
        reject(signal.reason);
      });
    }
  });
}

/** What the native module gives at once, or the error that it wrote instead. @internal */
export function unwrap<T extends object | number>(act: () => T | string): T {
  const value = guard(act);
  if (typeof value !== 'string') return value;
  throw errorFrom(JSON.parse(value));
}

function takeAll(): void {
  const taken = bridge.take();
  for (let at = 0; at < taken.length; at += 4) {
    const call = taken[at] as number | undefined;
    const told: Told = JSON.parse(taken[at + 1] as string);
    if (call !== undefined)
      settle(call, told, taken[at + 2] as Buffer<ArrayBuffer>, taken[at + 3] as Secrets);
    else if (told.ask !== undefined) answer(bridge, told.ask, told.question as number);
    else if (told.forget !== undefined) forget(told.forget);
    else if (told.gone !== undefined) gone(told.gone);
    else if (told.listener !== undefined) logged(told.listener, told.record as LogLine);
  }
}

function settle(number: number, told: Told, png?: Buffer<ArrayBuffer>, secrets?: Secrets): void {
  underWay -= 1;
  if (underWay === 0) bridge.hold(false);
  const call = calls.get(number);
  if (call === undefined) return; // it was aborted, and has been told
  calls.delete(number);
  try {
    conclude(call, told, png, secrets);
  } catch (error) {
    call.reject(error); // a tool that writes stacks threw: the other calls still have to be told
  }
}

function conclude(call: Call, told: Told, png?: Buffer<ArrayBuffer>, secrets?: Secrets): void {
  call.stopListening?.();
  if (told.thrown !== undefined) {
    call.reject(thrownAt(told.thrown));
  } else if (told.error !== undefined) {
    call.reject(errorFrom(told.error, secrets?.[0], call.trace));
  } else if (told.cancelled) {
    call.reject(new InternalError('The call was dropped.'));
  } else {
    const { value, life, again } = told;
    call.resolve({ value, life, png, secrets, again });
  }
}
