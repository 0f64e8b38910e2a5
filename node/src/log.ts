/** What belongs to a thing that was logged. */
export interface LogFields {
  /** The method of a request. */
  readonly method?: string;
  /** Its path, with `{instance}` in place of the id. */
  readonly route?: string;
  /** Which try it was, from 1. */
  readonly attempt?: number;
  /** How long it took, in milliseconds. */
  readonly elapsedMs?: number;
  /** The status of the answer, if there was one. */
  readonly status?: number;
  /** If there was none: with whom it failed, */
  readonly host?: string;
  /** and why: the code of the error, */
  readonly code?: string;
  /** and its reason, if it has one. */
  readonly reason?: string;
  /** Later versions may add others. */
  readonly [name: string]: string | number | boolean | undefined;
}

/** One thing that a client's work logged: never a header, a body or a secret. */
export interface LogRecord {
  /** How important it is; each request is `debug`. */
  readonly level: 'error' | 'warn' | 'info' | 'debug' | 'trace';
  /** When it was. */
  readonly at: Date;
  /** What happened, such as `answered` or `failed`. */
  readonly message: string;
  /** What belongs to it. */
  readonly fields: LogFields;
}

/**
 * Takes what a client logs. It is called as a listener of events is: what it throws is an uncaught
 * exception, and what it rejects with, if it is asynchronous, an unhandled rejection; either ends
 * the process if nothing in the program takes it. No call fails by it.
 */
export type OnLog = (record: LogRecord) => void;
