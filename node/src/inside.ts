// Everything that is run, as one file: `npm run build` bundles it, since to find, read and compile
// twenty files takes longer than a first answer. `index.js` and `testing.js` hand on what is public.

export { CLOCK } from './client.js';
export { ERROR_CLASSES } from './errors.js';
export * from './index.js';
export { bridge, call, native, unwrap } from './native/bridge.js';
export { EVENTS } from './native/events.js';
export { traceOf } from './native/trace.js';
export { operationFrom } from './operation.js';
export { DURATIONS, toSandbox } from './sandbox/form.js';
export { DOCUMENTED_STATUSES } from './status.js';
export * from './testing.js';
