/** The statuses that the service documents. */
export const DOCUMENTED_STATUSES = [
  'STOPPED',
  'STARTING',
  'WORKING',
  'SCAN_QR_CODE',
  'FAILED',
  'PENDING',
] as const;

/** A status that the service documents. */
export type DocumentedStatus = (typeof DOCUMENTED_STATUSES)[number];

/**
 * Where an instance is on its way to a linked phone, as the service writes it:
 *
 * - `STOPPED`: it is stopped.
 * - `STARTING`: it is starting, or a phone is just being linked.
 * - `SCAN_QR_CODE`: it waits for its QR code to be scanned.
 * - `WORKING`: a phone is linked, and messages can be sent.
 * - `FAILED`: it could not start, or nobody scanned in time.
 * - `PENDING`: it waits for a place on a server.
 *
 * The service may add others at any time (`PASSKEY_REQUIRED` has been seen), so any text can
 * come: give your `switch` a `default`.
 */
export type Status = DocumentedStatus | (string & {});
