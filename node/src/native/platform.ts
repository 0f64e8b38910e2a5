import { closeSync, openSync, readSync } from 'node:fs';

/**
 * The platforms that there are packages for, as napi-rs names them. The package of one is called
 * `hypersender-` and its name.
 *
 * @internal
 */
export const PLATFORMS: readonly string[] = [
  'darwin-arm64',
  'darwin-x64',
  'linux-arm64-gnu',
  'linux-arm64-musl',
  'linux-x64-gnu',
  'linux-x64-musl',
  'win32-x64-msvc',
];

/** This machine's platform, whether there is a package for it or not. @internal */
export function platformName(): string {
  const { platform, arch } = process;
  if (platform === 'linux') return `linux-${arch}-${libc()}`;
  if (platform === 'win32') return `win32-${arch}-msvc`;
  return `${platform}-${arch}`;
}

/** The C library that a program of Linux says to be loaded with. @internal */
export function libcOf(beginning: Buffer): 'gnu' | 'musl' | undefined {
  if (beginning.includes('/ld-musl-')) return 'musl';
  if (beginning.includes('/ld-linux')) return 'gnu';
  return undefined;
}

/** As Node's own program says; Node's report, which also tells, takes long to be written. */
function libc(): 'gnu' | 'musl' {
  const beginning = Buffer.alloc(4096);
  try {
    const file = openSync('/proc/self/exe', 'r');
    try {
      readSync(file, beginning, 0, beginning.length, 0);
    } finally {
      closeSync(file);
    }
  } catch {
    // Where there is no /proc, the report has to do.
  }
  return libcOf(beginning) ?? libcOfReport();
}

function libcOfReport(): 'gnu' | 'musl' {
  const { header } = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return header?.glibcVersionRuntime === undefined ? 'musl' : 'gnu';
}
