import { ERROR_CLASSES, type HypersenderError, InternalError } from '../errors.js';
import { operationFrom } from '../operation.js';
import { instanceFrom, type Json } from './instance.js';
import type { Said } from './module.js';
import { systemError, unresolved } from './system-error.js';
import { setStack, type Trace } from './trace.js';

type Make = new (message: string, details: object) => HypersenderError;

/** The error that the core wrote in its normal form. @internal */
export function errorFrom(json: Json, secret?: string | null, trace?: Trace): HypersenderError {
  const type = ERROR_CLASSES[json.code as keyof typeof ERROR_CLASSES] ?? InternalError;
  const it = details(json, secret, trace);
  return setStack(new (type as unknown as Make)(String(json.message), it), trace);
}

function details(json: Json, secret?: string | null, trace?: Trace): object {
  const it: Record<string, unknown> = {
    status: json.status,
    serverMessage: json.server_message,
    requestId: json.request_id,
    retryAfterMs: milliseconds(json.retry_after),
    outcome: json.outcome,
    operation: json.operation && operationFrom(String(json.operation)),
    attempts: json.attempts,
    elapsedMs: milliseconds(json.elapsed),
    argument: json.argument && camelCase(String(json.argument)),
    reason: json.reason,
    errors: json.errors,
    limitedBy: json.limited_by,
    location: json.location,
    jsonPath: json.json_path,
    instance: json.instance && instanceFrom(json.instance as Json, secret),
    lastStatus: json.last_status,
    qrCodesShown: json.qr_codes_shown,
    cause: json.cause && causeFrom(json.cause as Json, json.reason, trace),
  };
  for (const name of Object.keys(it)) if (it[name] === undefined) delete it[name];
  return it;
}

/** One of ours, with the stack of the same call; or what the system or the network said. */
function causeFrom(json: Json, reason: unknown, trace?: Trace): Error {
  if ('code' in json) return errorFrom(json, undefined, trace);
  const error = setStack(saidBy(json as unknown as Said, reason));
  if (json.cause) {
    const value = causeFrom(json.cause as Json, undefined, trace);
    Object.defineProperty(error, 'cause', { value, writable: true, configurable: true });
  }
  return error;
}

function saidBy(said: Said, reason: unknown): Error {
  if (reason === 'dns') return unresolved(said);
  const connecting = reason === 'refused' || reason === 'connect_timeout';
  return systemError(said, connecting ? 'connect' : undefined) ?? new Error(plain(said.message));
}

/** Without what only Rust's own people read: `Other(OtherError(NoSuchKey))` says `NoSuchKey`. */
function plain(message: string): string {
  return message.replace(/\b(?:\w+\()+(\w+)\)+/g, '$1');
}

/** How JavaScript writes a name of the core's. */
function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** To the microsecond: what is below is the noise of the conversion. @internal */
export function milliseconds(seconds: unknown): number | undefined {
  return typeof seconds === 'number' ? Math.round(seconds * 1e6) / 1000 : undefined;
}
