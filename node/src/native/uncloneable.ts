import * as threads from 'node:worker_threads';

/** Node has it from 22.10 on. */
const { markAsUncloneable } = threads as { markAsUncloneable?: (it: object) => void };

/**
 * Lets `structuredClone` and `postMessage` fail with a `DataCloneError`: a copy would be an empty
 * object, and whoever got it would find out only when it has no method.
 *
 * @internal
 */
export function keepFromCopies(it: object): void {
  markAsUncloneable?.(it);
}
