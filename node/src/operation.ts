/** What was asked for: a method of the client. */
export type Operation =
  | 'requestNewQrCode'
  | 'health'
  | 'listInstances'
  | 'createInstance'
  | 'restart'
  | 'link';

const names: Readonly<Record<string, Operation>> = {
  request_new_qr_code: 'requestNewQrCode',
  health: 'health',
  list_instances: 'listInstances',
  create_instance: 'createInstance',
  restart: 'restart',
  link: 'link',
};

/** All of them. @internal */
export const OPERATIONS: readonly Operation[] = Object.values(names);

const coreNames = Object.fromEntries(Object.entries(names).map(([core, name]) => [name, core]));

/** The name here of an operation that the core names. @internal */
export function operationFrom(name: string): Operation {
  return names[name] ?? (name as Operation);
}

/** How the core names an operation. @internal */
export function coreNameOf(operation: Operation): string {
  return coreNames[operation] ?? operation;
}
