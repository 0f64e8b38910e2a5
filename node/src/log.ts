/** One thing that a client's work logged: never a header, a body or a secret. */
export interface LogRecord {
  /** How important it is; each request is `debug`. */
  readonly level: 'error' | 'warn' | 'info' | 'debug' | 'trace';
  /** When it was. */
  readonly at: Date;
  /** What happened, such as `answered` or `failed`. */
  readonly message: string;
  /**
   * What belongs to it. Of a request: `method`; `route`, the path with `{instance}` in place of its
   * id; `attempt`; `elapsedMs`; `status` if it was answered, else `host`, `code` and `reason`.
   */
  readonly fields: Readonly<Record<string, string | number | boolean>>;
}

/** Takes what a client logs. */
export type OnLog = (record: LogRecord) => void;
