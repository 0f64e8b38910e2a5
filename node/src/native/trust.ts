import { native } from './bridge.js';

/**
 * As it was when the package was loaded: Node reads it at the start, and never again. Nor does it where
 * the program has rights that whoever started it has not, and who set it may be that person.
 */
let file = process.getuid?.() === process.geteuid?.() ? process.env.NODE_EXTRA_CA_CERTS : undefined;

/** Node trusts the certificates in that file, and warns of one that it can't read. @internal */
export function trustWhatNodeTrusts(): void {
  if (!file) return;
  const why = native.trustFile(file);
  if (why) process.emitWarning(`hypersender ignores NODE_EXTRA_CA_CERTS, ${file}: ${why}.`);
  file = undefined;
}
