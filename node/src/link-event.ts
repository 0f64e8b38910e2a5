import type { AnyHypersenderError } from './errors.js';
import type { Operation } from './operation.js';
import type { QrCode } from './qr-code.js';
import type { Status } from './status.js';

/** A new code is being asked for. That may take 15 s. */
export interface RequestingEvent {
  readonly type: 'requesting';
}

/** Show this code. It replaces the one before. */
export interface QrCodeEvent {
  readonly type: 'qr_code';
  /** The code. */
  readonly qrCode: QrCode;
  /** Which one of this session, from 1. */
  readonly number: number;
  /** When it has to be off the screen: an estimate, on the early side. */
  readonly expiresAt: Date;
  /** When the service lets the next one be asked for. */
  readonly nextRequestAt: Date;
}

/** Take the code off the screen: a phone that scans it now hangs. */
export interface QrExpiredEvent {
  readonly type: 'qr_expired';
  /** Which one. */
  readonly number: number;
}

/** A new code has to wait: the service gives one a minute. */
export interface CoolingDownEvent {
  readonly type: 'cooling_down';
  /** Until then. */
  readonly until: Date;
}

/** The service answered 429: it wants to be left alone for a while. */
export interface LimitedEvent {
  readonly type: 'limited';
  /** Until then. */
  readonly retryAt: Date;
  /** What it was asked for. */
  readonly operation: Operation;
}

/** The instance has another status. */
export interface StatusEvent {
  readonly type: 'status';
  /** The one before; none at first. */
  readonly previous?: Status;
  /** The one now. */
  readonly current: Status;
}

/** Something failed that does not end the session. */
export interface RetryingEvent {
  readonly type: 'retrying';
  /** Why it failed. */
  readonly error: AnyHypersenderError;
  /** About when it is tried again. */
  readonly at: Date;
}

/** Somebody has to do something on the phone before it goes on. */
export interface ActionRequiredEvent {
  readonly type: 'action_required';
  /** The status that says what. */
  readonly status: Status;
}

/** Nothing moves. The session goes on, but a person might help. */
export interface StalledEvent {
  readonly type: 'stalled';
  /** What may help. */
  readonly advice: readonly Advice[];
}

/** A piece of advice for a person. */
export interface Advice {
  /** Its permanent name, for translations. */
  readonly code: string;
  /** One sentence in English. */
  readonly text: string;
}

/** The phone is linked: the last event. */
export interface LinkedEvent {
  readonly type: 'linked';
  /** The instance, as it was asked for. */
  readonly instanceId: string;
  /** Since when, if the service said so. */
  readonly connectedAt?: Date;
  /** Whether it was linked before the session began. */
  readonly alreadyLinked: boolean;
}

/**
 * What happens on the way to a linked phone. Later versions may add types of events: give your
 * `switch` on `type` a `default`.
 */
export type LinkEvent =
  | RequestingEvent
  | QrCodeEvent
  | QrExpiredEvent
  | CoolingDownEvent
  | LimitedEvent
  | StatusEvent
  | RetryingEvent
  | ActionRequiredEvent
  | StalledEvent
  | LinkedEvent;
