// Token callbacks: asked by the native module, and what they throw kept until the calls that it
// ends have been told.

import { ClientClosedError, InvalidArgumentError } from '../errors.js';
import { revealed } from '../secret.js';
import type { Bridge } from './module.js';

/** Gives a token when it is needed. @internal */
export interface Provider {
  token(): unknown;
}

/** Weak, so that a callback that knows its client does not keep it for ever. */
const providers = new Map<number, WeakRef<Provider>>();
const thrown = new Map<number, unknown>();
let last = 0;

/** The number under which the native module asks this one. @internal */
export function register(provider: Provider): number {
  last += 1;
  providers.set(last, new WeakRef(provider));
  return last;
}

/** @internal */
export function gone(provider: number): void {
  providers.delete(provider);
}

/** @internal */
export async function answer(bridge: Bridge, provider: number, question: number): Promise<void> {
  let token: string;
  try {
    const asked = providers.get(provider)?.deref();
    if (asked === undefined) throw new ClientClosedError('The client is gone.');
    const { token: ask } = asked; // whose `this` is nobody's business
    token = textOf(await ask());
  } catch (error) {
    thrown.set(question, error);
    if (!bridge.answer(question, undefined)) thrown.delete(question);
    return;
  }
  bridge.answer(question, token);
}

function textOf(token: unknown): string {
  const text = revealed(token);
  if (text !== undefined) return text;
  const message = 'The token callback has to give a string or a Secret.';
  throw new InvalidArgumentError(message, { argument: 'token' });
}

/** @internal */
export function thrownAt(question: number): unknown {
  return thrown.get(question);
}

/** @internal */
export function forget(question: number): void {
  thrown.delete(question);
}
