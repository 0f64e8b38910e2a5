export type {
  Fault,
  FaultRule,
  NewInstance,
  SandboxDeed,
  SandboxEvent,
  SandboxInstance,
  SandboxLimits,
  SandboxOptions,
  SandboxRequest,
  SandboxTimes,
  ScanManner,
  ScanResult,
} from './sandbox/options.js';
export type { Phone } from './sandbox/phone.js';
export { Sandbox } from './sandbox/sandbox.js';
