/**
 * Keeps getters of a class where only who knows their names finds them: `util.inspect` with
 * `showHidden` and `getters` reads all that it finds, and would print what they give.
 *
 * @internal
 */
export function unlist(type: { readonly prototype: object }, names: readonly string[]): void {
  const unlisted = Object.create(Object.getPrototypeOf(type.prototype));
  for (const name of names) {
    const property = Object.getOwnPropertyDescriptor(type.prototype, name);
    Object.defineProperty(unlisted, name, property as PropertyDescriptor);
    Reflect.deleteProperty(type.prototype, name);
  }
  Object.setPrototypeOf(type.prototype, new Proxy(unlisted, { ownKeys: () => [] }));
}
