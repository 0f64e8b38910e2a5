// Errors of the system under the names that Node gives them.

import { getSystemErrorMap } from 'node:util';

/** What Rust calls it, and what the system does. */
const CODES: Readonly<Record<string, string>> = {
  AddrInUse: 'EADDRINUSE',
  AddrNotAvailable: 'EADDRNOTAVAIL',
  AlreadyExists: 'EEXIST',
  BrokenPipe: 'EPIPE',
  ConnectionAborted: 'ECONNABORTED',
  ConnectionRefused: 'ECONNREFUSED',
  ConnectionReset: 'ECONNRESET',
  FileTooLarge: 'EFBIG',
  HostUnreachable: 'EHOSTUNREACH',
  InvalidFilename: 'ENAMETOOLONG',
  IsADirectory: 'EISDIR',
  NetworkDown: 'ENETDOWN',
  NetworkUnreachable: 'ENETUNREACH',
  NotADirectory: 'ENOTDIR',
  NotConnected: 'ENOTCONN',
  NotFound: 'ENOENT',
  PermissionDenied: 'EACCES',
  QuotaExceeded: 'EDQUOT',
  ReadOnlyFilesystem: 'EROFS',
  StorageFull: 'ENOSPC',
  TimedOut: 'ETIMEDOUT',
};

/** The system's code for the kind of an error in Rust, if it is one that the system tells. @internal */
export function systemErrorCode(kind: unknown): string | undefined {
  return CODES[String(kind)];
}

/** Why a file could not be written. @internal */
export interface NotSaved {
  readonly kind: string;
  readonly message: string;
}

/** An error as Node's own functions on files throw it. @internal */
export function fileError({ kind, message }: NotSaved, path: string): NodeJS.ErrnoException {
  const code = systemErrorCode(kind) ?? 'UNKNOWN';
  const known = [...getSystemErrorMap()].find(([, [name]]) => name === code);
  const [errno, [, description]] = known ?? [-1, [code, message]];
  const error = new Error(`${code}: ${description}, open '${path}'`);
  return Object.assign(error, { errno, code, syscall: 'open', path });
}
