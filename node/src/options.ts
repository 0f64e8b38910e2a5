import type { OnLog } from './log.js';
import type { Secret } from './secret.js';
import type { Status } from './status.js';

/** Gives a token when one is needed: when the first call is made, and after a 401. */
export type TokenCallback = () => string | Secret | Promise<string | Secret>;

/**
 * What a request for a QR code does while the minute after the last one is not over: `raise` fails
 * at once with a `RateLimitError` that says how long to wait; `wait` waits; `off` sends it all the
 * same, and the service will mostly answer 429.
 */
export type Cooldown = 'raise' | 'wait' | 'off';

/** The settings of a client. */
export interface HypersenderOptions {
  /**
   * The token of the Enterprise API, or a function that gives it. Without either it is read from
   * the environment: `HYPERSENDER_TOKEN`, and `HYPERSENDER_BASE_URL` if that is set; else from
   * `HYPERSENDER_WHATSAPP_API_KEY` and `HYPERSENDER_WHATSAPP_BASE_URL`.
   *
   * A function is asked when a token is needed, its answer kept, and after a 401 it is asked once
   * more. Its time counts in the call's `timeoutMs`, and what it throws is what the call rejects with.
   */
  readonly token?: string | Secret | TokenCallback | undefined;
  /** Where the service is; `https://app.hypersender.com/api/whatsapp/v2` if not set. */
  readonly baseUrl?: string | undefined;
  /** The time that one call may take in all, retries included; 30,000 ms if not set. */
  readonly timeoutMs?: number | undefined;
  /** The time that making a connection may take; 10,000 ms if not set. */
  readonly connectTimeoutMs?: number | undefined;
  /** How often a request is repeated that may be; 2 if not set. */
  readonly maxRetries?: number | undefined;
  /** What a request for a QR code does while the minute is not over; `raise` if not set. */
  readonly cooldown?: Cooldown | undefined;
  /**
   * A proxy (`http://`, `https://`, `socks5://`) in place of those that the environment names in
   * `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`.
   */
  readonly proxy?: string | undefined;
  /**
   * Certificates to trust beside the machine's and those of Node's own `NODE_EXTRA_CA_CERTS`: PEM
   * text, its bytes, or the path of a file with it.
   */
  readonly caCertificate?: string | Uint8Array | undefined;
  /** What is added to the user agent, such as `my-app/1.2`. */
  readonly userAgent?: string | undefined;
  /** Permits `http://` to other hosts than this one. The token then crosses the network in the clear. */
  readonly allowInsecureHttp?: boolean | undefined;
  /**
   * Hears of each request: method, path, status, time. Off if not set. Sessions of one token share
   * requests; those are told to the client whose session began first. What it throws is an uncaught
   * exception: see {@link OnLog}.
   *
   * @example
   * ```ts
   * const client = new Hypersender({ onLog: ({ message, fields }) => console.debug(message, fields) });
   * ```
   */
  readonly onLog?: OnLog | undefined;
}

/** What every call may be told. */
export interface CallOptions {
  /** The time that this call may take in all, in place of the client's. */
  readonly timeoutMs?: number | undefined;
  /** Ends the call: what it was doing is dropped, and it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** What a request for a new QR code may be told. */
export interface RequestNewQrCodeOptions extends CallOptions {
  /** What to do while the minute is not over, in place of the client's setting. */
  readonly cooldown?: Cooldown | undefined;
  /** The longest that `cooldown: 'wait'` waits. If more is left of the minute, it fails at once. */
  readonly maxWaitMs?: number | undefined;
}

/** Which instances are listed: those that fit all of it. */
export interface ListInstancesOptions extends CallOptions {
  /** Only the one with this id. */
  readonly uuid?: string | undefined;
  /** Only those with this name. */
  readonly name?: string | undefined;
  /** Only those with this number: `+` and digits. */
  readonly phone?: string | undefined;
  /** Only those with this status. */
  readonly status?: Status | undefined;
}

/** What a new instance is made of. */
export interface CreateInstanceOptions extends CallOptions {
  /** Its number: `+` and 7 to 15 digits. */
  readonly phone: string;
  /** Its name, 1 to 50 characters, which no other instance of the account has. */
  readonly name: string;
  /** Where the service sends its events: an `https://` URL. */
  readonly webhookUrl?: string | undefined;
}

/** What a link session may be told. */
export interface LinkOptions {
  /** How long it may take, from the first event that is waited for; 300,000 ms if not set. */
  readonly timeoutMs?: number | undefined;
  /** How many codes may be shown; 3 if not set. */
  readonly maxQrCodes?: number | undefined;
  /** How long a code is shown, from when its request was sent; 60,000 ms if not set. */
  readonly qrLifetimeMs?: number | undefined;
  /**
   * Whether an instance that stays `FAILED` is restarted, once, before the session gives up. A
   * restart interrupts messaging, so it has to be asked for.
   */
  readonly restartOnFailed?: boolean | undefined;
  /** Ends the session: who waits for it is rejected with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}
