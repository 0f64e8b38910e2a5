// Errors of the system under the names that Node gives them.

import { getSystemErrorMap } from 'node:util';
import type { Said } from './module.js';

/** What Rust calls it, and what Node does: for Windows, which numbers errors in another way. */
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

interface Known {
  readonly errno: number;
  readonly code: string;
  readonly description: string;
}

/** What Node knows of an error of the system. */
function known({ errno, kind }: Said): Known | undefined {
  const all = getSystemErrorMap();
  const numbered = errno === undefined ? undefined : all.get(-errno);
  if (errno !== undefined && numbered !== undefined) {
    const [code, description] = numbered;
    return { errno: -errno, code, description };
  }
  const wanted = CODES[String(kind)];
  for (const [errno, [code, description]] of all) {
    if (code === wanted) return { errno, code, description };
  }
  return undefined;
}

/** An error of the system as Node itself throws it; none if the system said nothing. @internal */
export function systemError(said: Said, syscall?: string): NodeJS.ErrnoException | undefined {
  const it = known(said);
  if (it === undefined) return undefined;
  const { errno, code, description } = it;
  const error = new Error(`${code}: ${description}${syscall === undefined ? '' : `, ${syscall}`}`);
  return Object.assign(error, { errno, code }, syscall === undefined ? {} : { syscall });
}

/** What a name server could not tell. @internal */
export function unresolved({ message }: Said): NodeJS.ErrnoException {
  const isForNow = /temporary|try again/i.test(message);
  const code = isForNow ? 'EAI_AGAIN' : 'ENOTFOUND';
  const errno = isForNow ? -3001 : -3008; // libuv's, which Node gives them
  const error = new Error(`getaddrinfo ${code}`);
  return Object.assign(error, { errno, code, syscall: 'getaddrinfo' });
}

/** An error as Node's own functions on files throw it; none if it was not the system's. @internal */
export function fileError(said: Said, path: string): NodeJS.ErrnoException | undefined {
  const error = systemError(said, `open '${path}'`);
  return error && Object.assign(error, { syscall: 'open', path });
}
