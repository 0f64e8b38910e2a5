import type { Instance } from './model.js';
import { ours } from './native/trace.js';
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

/** The classes by their codes. @internal */
export const ERROR_CLASSES: { readonly [Code in ErrorCode]?: Nameable } = {};

type Nameable = { readonly prototype: HypersenderError };

/**
 * Gives a class its name and its code, on the prototype, as the language's own errors have their
 * names. The name is given as text, since a bundler may rename classes.
 */
function name(type: Nameable, name: string, code?: ErrorCode): void {
  const property = { writable: true, enumerable: false, configurable: true };
  Object.defineProperty(type.prototype, 'name', { ...property, value: name });
  if (code === undefined) return;
  Object.defineProperty(type.prototype, 'code', { ...property, value: code });
  Object.assign(ERROR_CLASSES, { [code]: type });
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
  declare readonly attempts: number;
  /** The time from the call to its end, in milliseconds. */
  declare readonly elapsedMs: number;

  static {
    name(HypersenderError, 'HypersenderError');
    Object.defineProperty(HypersenderError.prototype, ours, { value: true });
  }

  constructor(message: string, details: ErrorDetails = {}) {
    const { cause, attempts = 0, elapsedMs = 0, ...others } = details;
    super(message, cause === undefined ? undefined : { cause });
    const { code } = this as { code?: unknown }; // the class's; an error has it first of all
    Object.assign(this, { code }, others, { attempts, elapsedMs });
  }
}

/** An argument or an option is not acceptable. Nothing was sent. */
export class InvalidArgumentError extends HypersenderError {
  declare readonly code: 'invalid_argument';

  static {
    name(InvalidArgumentError, 'InvalidArgumentError', 'invalid_argument');
  }

  /** Which one. */
  declare readonly argument: string;

  constructor(message: string, details: ErrorDetails & { readonly argument: string }) {
    super(message, details);
  }
}

/** No answer could be had from the service. */
export class APIConnectionError extends HypersenderError {
  declare readonly code: 'connection';

  static {
    name(APIConnectionError, 'APIConnectionError', 'connection');
  }

  /** Where it broke. */
  declare readonly reason: ConnectionReason;

  constructor(message: string, details: ErrorDetails & { readonly reason: ConnectionReason }) {
    super(message, details);
  }
}

/** The call's deadline passed. */
export class APITimeoutError extends HypersenderError {
  declare readonly code: 'timeout';

  static {
    name(APITimeoutError, 'APITimeoutError', 'timeout');
  }
}

/** The service answered with an error. */
export abstract class APIStatusError extends HypersenderError {
  static {
    name(APIStatusError, 'APIStatusError');
  }
}

/** 401: the service does not accept the token. */
export class AuthenticationError extends APIStatusError {
  declare readonly code: 'authentication';

  static {
    name(AuthenticationError, 'AuthenticationError', 'authentication');
  }
}

/** 403: the token may not do this. The Enterprise API needs an Enterprise plan. */
export class PermissionDeniedError extends APIStatusError {
  declare readonly code: 'permission_denied';

  static {
    name(PermissionDeniedError, 'PermissionDeniedError', 'permission_denied');
  }
}

/** 404: there is no such instance for this token. */
export class NotFoundError extends APIStatusError {
  declare readonly code: 'not_found';

  static {
    name(NotFoundError, 'NotFoundError', 'not_found');
  }
}

/** 400 or 422: the service refused the arguments. */
export class ValidationError extends APIStatusError {
  declare readonly code: 'validation';

  static {
    name(ValidationError, 'ValidationError', 'validation');
  }

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
  declare readonly code: 'rate_limited';

  static {
    name(RateLimitError, 'RateLimitError', 'rate_limited');
  }

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
  declare readonly code: 'server';

  static {
    name(ServerError, 'ServerError', 'server');
  }
}

/** Any other status. Redirects are among them: they are never followed. */
export class UnexpectedStatusError extends APIStatusError {
  declare readonly code: 'unexpected_status';

  static {
    name(UnexpectedStatusError, 'UnexpectedStatusError', 'unexpected_status');
  }

  /** Where a redirect pointed: scheme, host and port only. */
  declare readonly location?: string;

  constructor(message: string, details: ErrorDetails & { readonly location?: string } = {}) {
    super(message, details);
  }
}

/** A success that is not what is documented, or too large. */
export class InvalidResponseError extends HypersenderError {
  declare readonly code: 'invalid_response';

  static {
    name(InvalidResponseError, 'InvalidResponseError', 'invalid_response');
  }

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
  declare readonly code: 'link_failed';

  static {
    name(LinkFailedError, 'LinkFailedError', 'link_failed');
  }

  /** The status that was seen last. */
  declare readonly lastStatus?: Status;

  constructor(message: string, details: ErrorDetails & { readonly lastStatus?: Status } = {}) {
    super(message, details);
  }
}

/** Nobody linked the phone in the time that was given. */
export class LinkTimeoutError extends HypersenderError {
  declare readonly code: 'link_timeout';

  static {
    name(LinkTimeoutError, 'LinkTimeoutError', 'link_timeout');
  }

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
  declare readonly code: 'closed';

  static {
    name(ClientClosedError, 'ClientClosedError', 'closed');
  }
}

/** A defect of this library. Please report it. */
export class InternalError extends HypersenderError {
  declare readonly code: 'internal';

  static {
    name(InternalError, 'InternalError', 'internal');
  }
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
export type ErrorCode = AnyHypersenderError['code'];

/**
 * Whether this is an error of this library; TypeScript then narrows it by its `code`. An error of
 * another copy of this package, which a program may have loaded beside, is one too, and
 * `instanceof` does not know it.
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
  return value instanceof Error && ours in value;
}
