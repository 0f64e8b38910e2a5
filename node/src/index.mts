// One implementation for `import` and `require`: with two of them an error of one would not be
// an `instanceof` a class of the other.
export * from './index.js';
