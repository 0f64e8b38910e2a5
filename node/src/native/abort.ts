// One listener a signal, however many calls it can end: a signal that a program keeps for all its
// calls gathers none, and Node has nothing to warn of.

const waiting = new WeakMap<AbortSignal, Set<() => void>>();

/** Calls `then` when the signal aborts, unless the function that it returns was called. @internal */
export function onAbort(signal: AbortSignal, then: () => void): () => void {
  const all = waiting.get(signal) ?? listen(signal);
  all.add(then);
  return () => {
    all.delete(then);
    if (all.size === 0) waiting.get(signal) === all && stop(signal);
  };
}

function listen(signal: AbortSignal): Set<() => void> {
  const all = new Set<() => void>();
  waiting.set(signal, all);
  signal.addEventListener('abort', aborted);
  return all;
}

function stop(signal: AbortSignal): void {
  waiting.delete(signal);
  signal.removeEventListener('abort', aborted);
}

function aborted(event: Event): void {
  const signal = event.target as AbortSignal;
  const all = waiting.get(signal);
  stop(signal);
  for (const then of all ?? []) then();
}
