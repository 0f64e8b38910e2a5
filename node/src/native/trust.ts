import type { NativeModule } from './module.js';

/**
 * As it was when the package was loaded: Node reads it at the start, and never again. Nor does it where
 * the program has rights that whoever started it has not, and who set it may be that person.
 */
let file = process.getuid?.() === process.geteuid?.() ? process.env.NODE_EXTRA_CA_CERTS : undefined;

/** Node trusts the certificates in that file, and warns of one that it can't read. @internal */
export function trustWhatNodeTrusts(native: NativeModule, warn: (text: string) => void): void {
  if (!file) return;
  const why = native.trustFile(file);
  if (why) warn(`hypersender ignores NODE_EXTRA_CA_CERTS, ${file}: ${why}.`);
  file = undefined;
}
