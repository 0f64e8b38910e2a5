type Mark = (it: object) => void;

/** Node has it from 22.10 on. Before 22 the module is not asked: to load it takes half a millisecond. */
const { markAsUncloneable }: { markAsUncloneable?: Mark } =
  Number.parseInt(process.versions.node, 10) < 22 ? {} : require('node:worker_threads');

/**
 * Lets `structuredClone` and `postMessage` fail with a `DataCloneError`: a copy would be an empty
 * object, and whoever got it would find out only when it has no method.
 *
 * @internal
 */
export function keepFromCopies(it: object): void {
  markAsUncloneable?.(it);
}
