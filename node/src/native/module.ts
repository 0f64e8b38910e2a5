// What the native module has: `bindings/node`.

import type { Outcome } from '../errors.js';
import type { Json } from './instance.js';

/** What has happened on the background thread, as text. */
export interface Told {
  /** The value of a call, in the core's normal form. */
  readonly value?: unknown;
  /** How long the code in it lives: see `QrCode`. */
  readonly life?: Life;
  /** The error of a call, in the core's normal form. */
  readonly error?: Json;
  /** The question that a token callback threw at. */
  readonly thrown?: number;
  readonly cancelled?: true;
  /** There was a value, and there is none any more: whoever waits for one has to ask again. */
  readonly again?: true;
  /** The callback that is asked for a token. */
  readonly ask?: number;
  readonly question?: number;
  /** The question whose thrown value nobody needs any more. */
  readonly forget?: number;
  /** The callback that will not be asked any more. */
  readonly gone?: number;
  /** Who hears what was logged. */
  readonly listener?: number;
  readonly record?: unknown;
}

/** The `access_token` of each instance in a value. */
export type Secrets = readonly (string | null | undefined)[];

/** What comes of a call. */
export interface Message {
  readonly value: unknown;
  readonly life: Life | undefined;
  readonly png: Buffer<ArrayBuffer> | undefined;
  readonly secrets: Secrets | undefined;
  readonly again: true | undefined;
}

/** The life of a code, in milliseconds. */
export interface Life {
  /** By the wall clock. */
  readonly requestedAt: number;
  readonly expiresAt: number;
  /** When it was asked for by the clock that counts. */
  readonly since: number;
  readonly lifetime: number;
}

/** What another than this library said went wrong. */
export interface Said {
  readonly message: string;
  /** The system's number of it. */
  readonly errno?: number;
  /** What Rust calls it, if the system said it. */
  readonly kind?: string;
}

export interface Bridge {
  hold(alive: boolean): void;
  /** Four places each: the number of the call, if it is about one, what is told, picture, secrets. */
  take(): readonly (number | string | Buffer | Secrets | undefined)[];
  cancel(call: number): void;
  answer(question: number, token: string | undefined): boolean;
}

export interface NativeClient {
  requestNewQrCode(call: number, instance: string, options: object | undefined): void;
  health(call: number, instance: string, timeoutMs: number | undefined): void;
  listInstances(call: number, options: object): void;
  createInstance(call: number, options: object): void;
  restart(call: number, instance: string, timeoutMs: number | undefined): void;
  link(instance: string, options: object): NativeSession | string;
  qrCooldown(instance: string): number | string;
  qrLeft(life: Life): number;
  close(): void;
}

export interface NativeSession {
  next(call: number): void;
  linked(call: number): void;
  cancel(): void;
}

/** A clock that is not the machine's. */
export interface NativeClock {
  readonly isClock: never;
}

export interface NativeSandbox {
  clock(): NativeClock;
  readonly url: string;
  readonly origin: string;
  token(account: string | undefined): string | null;
  settings(): string;
  instances(): string;
  requests(): string;
  perform(deed: string): string;
  expect(event: string): void;
  advance(seconds: number): void;
  reset(): void;
  changed(bridge: Bridge, call: number, last: number, ended: readonly number[]): void;
  close(): void;
}

/** A drawn code. */
export interface Decoded {
  readonly payload: string;
  readonly svg: string;
  readonly terminal: string;
  readonly columns: number;
  readonly lines: number;
}

/** The names that the core uses. */
export interface Vocabulary {
  readonly codes: readonly string[];
  readonly events: readonly string[];
  readonly statuses: readonly string[];
  readonly outcomes: readonly string[];
  readonly reasons: readonly string[];
  readonly limitedBy: readonly string[];
  readonly operations: readonly string[];
}

export interface NativeModule {
  readonly Bridge: new (bell: () => void) => Bridge;
  startSandbox(settings: string): NativeSandbox | string;
  createClient(
    bridge: Bridge,
    options: object,
    variables: object,
    clock: NativeClock | undefined,
    listener: number | undefined,
  ): NativeClient | string;
  /** Trusts the certificates in a file. Why it does not. */
  trustFile(file: string): string | null;
  command(args: readonly string[]): number;
  decodeQr(png: Uint8Array): Decoded | string;
  saveQr(bridge: Bridge, call: number, png: Buffer, path: string): void;
  /** What became of a call of this operation that ended before anything was sent. */
  outcomeBefore(operation: string): Outcome | null;
  vocabulary(): Vocabulary;
}
