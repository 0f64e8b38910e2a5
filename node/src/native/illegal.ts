/**
 * Refuses `new` for what only this library makes, which TypeScript does before and JavaScript does
 * not: in the words of the platform's own classes.
 *
 * @internal
 */
export function illegal(instead: string): never {
  throw new TypeError(`Illegal constructor: ${instead}.`);
}
