// One listener a signal, however many calls it can end: a signal that a program keeps for all its
// calls gathers none, and Node has nothing to warn of.

interface Listening {
  readonly all: Set<() => void>;
  readonly listener: () => void;
}

const signals = new WeakMap<AbortSignal, Listening>();

/** Calls `then` when the signal aborts, unless the function that it returns was called. @internal */
export function onAbort(signal: AbortSignal, then: () => void): () => void {
  const listening = signals.get(signal) ?? listen(signal);
  listening.all.add(then);
  return () => {
    listening.all.delete(then);
    if (listening.all.size === 0) stop(signal, listening);
  };
}

function listen(signal: AbortSignal): Listening {
  const all = new Set<() => void>();
  const listener = () => {
    stop(signal, listening);
    for (const then of all) then();
  };
  const listening = { all, listener };
  signals.set(signal, listening);
  signal.addEventListener('abort', listener);
  return listening;
}

function stop(signal: AbortSignal, listening: Listening): void {
  signal.removeEventListener('abort', listening.listener);
  if (signals.get(signal) === listening) signals.delete(signal);
}
