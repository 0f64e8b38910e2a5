import type { Instance } from './model.js';
import type { Operation } from './operation.js';
import type { Status } from './status.js';

/**
 * What a failed POST (`requestNewQrCode`, `createInstance`, `restart`) has done at the service:
 *
 * - `not_sent`: surely nothing, the request did not leave.
 * - `rejected`: nothing, the service refused it.
 * - `accepted`: what was asked for; only the answer is unusable.
 * - `unknown`: nobody knows. Don't send it again blindly.
 */
export type Outcome = 'not_sent' | 'rejected' | 'accepted' | 'unknown';

/** Where a connection broke. */
export type ConnectionReason =
  | 'dns'
  | 'refused'
  | 'reset'
  | 'tls'
  | 'proxy'
  | 'connect_timeout'
  | 'closed'
  | 'protocol';

/** What about a successful answer is not as documented. */
export type ResponseReason =
  | 'empty'
  | 'too_large'
  | 'encoding'
  | 'not_json'
  | 'too_deep'
  | 'missing'
  | 'wrong_type'
  | 'wrong_instance'
  | 'not_base64'
  | 'not_png'
  | 'broken_png'
  | 'not_a_qr_code';

/** What every error may have beside its message. */
export interface ErrorDetails {
  /** The HTTP status of the answer; none if there was no answer, as with the local cooldown. */
  readonly status?: number;
  /** What the service said, shortened. It is part of the message, too. */
  readonly serverMessage?: string;
  /** The service's number of the request, for its support. */
  readonly requestId?: string;
  /** How long to wait before the next try, in milliseconds. */
  readonly retryAfterMs?: number;
  /** What a failed POST has done at the service; none for the others. */
  readonly outcome?: Outcome;
  /** The method that was called. */
  readonly operation?: Operation;
  /** How many requests were begun. */
  readonly attempts?: number;
  /** The time from the call to its end, in milliseconds. */
  readonly elapsedMs?: number;
  /** What caused it. */
  readonly cause?: unknown;
}

/**
 * What every call ends in if it does not end well. `code` says what to do about it, and is
 * permanent; the message is one sentence for a person, without any secret.
 *
 * `instanceof` tells the classes apart. To narrow by `code`, ask {@link isHypersenderError} first.
 */
export abstract class HypersenderError extends Error {
  /** What went wrong, named by what to do about it; the same in every language. */
  abstract readonly code: ErrorCode;
  /** The HTTP status of the answer; none if there was no answer, as with the local cooldown. */
  declare readonly status?: number;
  /** What the service said, shortened. It is part of the message, too. */
  declare readonly serverMessage?: string;
  /** The service's number of the request, for its support. */
  declare readonly requestId?: string;
  /** How long to wait before the next try, in milliseconds. */
  declare readonly retryAfterMs?: number;
  /** What a failed POST has done at the service; none for the others. */
  declare readonly outcome?: Outcome;
  /** The method that was called. */
  declare readonly operation?: Operation;
  /** How many requests were begun. */
  readonly attempts: number;
  /** The time from the call to its end, in milliseconds. */
  readonly elapsedMs: number;

  constructor(message: string, details: ErrorDetails = {}) {
    const { cause, attempts = 0, elapsedMs = 0, ...others } = details;
    super(message, cause === undefined ? undefined : { cause });
    Object.assign(this, others);
    this.attempts = attempts;
    this.elapsedMs = elapsedMs;
  }
}

/** An argument or an option is not acceptable. Nothing was sent. */
export class InvalidArgumentError extends HypersenderError {
  readonly code = 'invalid_argument';
  /** Which one. */
  declare readonly argument: string;

  constructor(message: string, details: ErrorDetails & { readonly argument: string }) {
    super(message, details);
  }
}

/** No answer could be had from the service. */
export class APIConnectionError extends HypersenderError {
  readonly code = 'connection';
  /** Where it broke. */
  declare readonly reason: ConnectionReason;

  constructor(message: string, details: ErrorDetails & { readonly reason: ConnectionReason }) {
    super(message, details);
  }
}

/** The call's deadline passed. */
export class APITimeoutError extends HypersenderError {
  readonly code = 'timeout';
}

/** The service answered with an error. */
export abstract class APIStatusError extends HypersenderError {}

/** 401: the service does not accept the token. */
export class AuthenticationError extends APIStatusError {
  readonly code = 'authentication';
}

/** 403: the token may not do this. The Enterprise API needs an Enterprise plan. */
export class PermissionDeniedError extends APIStatusError {
  readonly code = 'permission_denied';
}

/** 404: there is no such instance for this token. */
export class NotFoundError extends APIStatusError {
  readonly code = 'not_found';
}

/** 400 or 422: the service refused the arguments. */
export class ValidationError extends APIStatusError {
  readonly code = 'validation';
  /** The service's texts about each refused field. */
  declare readonly errors: Readonly<Record<string, readonly string[]>>;

  constructor(
    message: string,
    details: ErrorDetails & { readonly errors?: Readonly<Record<string, readonly string[]>> } = {},
  ) {
    super(message, { errors: {}, ...details } as ErrorDetails);
  }
}

/** 429, or the minute between two QR codes, which this process remembers. */
export class RateLimitError extends APIStatusError {
  readonly code = 'rate_limited';
  /** How long to wait before the next try, in milliseconds. */
  declare readonly retryAfterMs: number;
  /** Who held the request back: the service with a 429, or this library before it was sent. */
  declare readonly limitedBy: 'server' | 'client';

  constructor(
    message: string,
    details: ErrorDetails & {
      readonly retryAfterMs: number;
      readonly limitedBy: 'server' | 'client';
    },
  ) {
    super(message, details);
  }
}

/** 5xx: the service failed. */
export class ServerError extends APIStatusError {
  readonly code = 'server';
}

/** Any other status. Redirects are among them: they are never followed. */
export class UnexpectedStatusError extends APIStatusError {
  readonly code = 'unexpected_status';
  /** Where a redirect pointed: scheme, host and port only. */
  declare readonly location?: string;

  constructor(message: string, details: ErrorDetails & { readonly location?: string } = {}) {
    super(message, details);
  }
}

/** A success that is not what is documented, or too large. */
export class InvalidResponseError extends HypersenderError {
  readonly code = 'invalid_response';
  /** What is wrong with it. */
  declare readonly reason: ResponseReason;
  /** The place in the answer, such as `$.qr_code`. */
  declare readonly jsonPath?: string;
  /**
   * What the answer does tell of the instance, though its QR code is unusable. After
   * `createInstance` it exists now.
   */
  declare readonly instance?: Instance;

  constructor(
    message: string,
    details: ErrorDetails & {
      readonly reason: ResponseReason;
      readonly jsonPath?: string;
      readonly instance?: Instance;
    },
  ) {
    super(message, details);
  }
}

/** A link session came to an end that waiting would not change. */
export class LinkFailedError extends HypersenderError {
  readonly code = 'link_failed';
  /** The status that was seen last. */
  declare readonly lastStatus?: Status;

  constructor(message: string, details: ErrorDetails & { readonly lastStatus?: Status } = {}) {
    super(message, details);
  }
}

/** Nobody linked the phone in the time that was given. */
export class LinkTimeoutError extends HypersenderError {
  readonly code = 'link_timeout';
  /** The status that was seen last. */
  declare readonly lastStatus?: Status;
  /** How many codes were shown. */
  declare readonly qrCodesShown: number;

  constructor(
    message: string,
    details: ErrorDetails & { readonly lastStatus?: Status; readonly qrCodesShown?: number } = {},
  ) {
    super(message, { qrCodesShown: 0, ...details } as ErrorDetails);
  }
}

/** The client was closed, or the session cancelled. */
export class ClientClosedError extends HypersenderError {
  readonly code = 'closed';
}

/** A defect of this library. Please report it. */
export class InternalError extends HypersenderError {
  readonly code = 'internal';
}

/** Every error of this library, as a union that narrows by `code`. */
export type AnyHypersenderError =
  | InvalidArgumentError
  | APIConnectionError
  | APITimeoutError
  | AuthenticationError
  | PermissionDeniedError
  | NotFoundError
  | ValidationError
  | RateLimitError
  | ServerError
  | UnexpectedStatusError
  | InvalidResponseError
  | LinkFailedError
  | LinkTimeoutError
  | ClientClosedError
  | InternalError;

/** The permanent name of an error, the same in every language. */
export type ErrorCode =
  | 'invalid_argument'
  | 'connection'
  | 'timeout'
  | 'authentication'
  | 'permission_denied'
  | 'not_found'
  | 'validation'
  | 'rate_limited'
  | 'server'
  | 'unexpected_status'
  | 'invalid_response'
  | 'link_failed'
  | 'link_timeout'
  | 'closed'
  | 'internal';

/**
 * Whether this is an error of this library; TypeScript then narrows it by its `code`.
 *
 * @example
 * ```ts
 * try {
 *   await client.requestNewQrCode(instance);
 * } catch (error) {
 *   if (!isHypersenderError(error)) throw error;
 *   switch (error.code) {
 *     case 'rate_limited':
 *       return `The next code can be had in ${Math.ceil(error.retryAfterMs / 1000)} s.`;
 *     case 'not_found':
 *       return 'There is no such instance.';
 *     default:
 *       return error.message;
 *   }
 * }
 * ```
 */
export function isHypersenderError(value: unknown): value is AnyHypersenderError {
  return value instanceof HypersenderError;
}

/** The classes by their codes. @internal */
export const ERROR_CLASSES = {
  invalid_argument: InvalidArgumentError,
  connection: APIConnectionError,
  timeout: APITimeoutError,
  authentication: AuthenticationError,
  permission_denied: PermissionDeniedError,
  not_found: NotFoundError,
  validation: ValidationError,
  rate_limited: RateLimitError,
  server: ServerError,
  unexpected_status: UnexpectedStatusError,
  invalid_response: InvalidResponseError,
  link_failed: LinkFailedError,
  link_timeout: LinkTimeoutError,
  closed: ClientClosedError,
  internal: InternalError,
} as const satisfies Record<ErrorCode, unknown>;

// On the prototypes, as the language's own errors have it. Given as text: a bundler may rename
// classes.
for (const [name, type] of Object.entries({
  HypersenderError,
  InvalidArgumentError,
  APIConnectionError,
  APITimeoutError,
  APIStatusError,
  AuthenticationError,
  PermissionDeniedError,
  NotFoundError,
  ValidationError,
  RateLimitError,
  ServerError,
  UnexpectedStatusError,
  InvalidResponseError,
  LinkFailedError,
  LinkTimeoutError,
  ClientClosedError,
  InternalError,
})) {
  Object.defineProperty(type.prototype, 'name', {
    value: name,
    writable: true,
    enumerable: false,
    configurable: true,
  });
}
