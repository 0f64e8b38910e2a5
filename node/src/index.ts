export { Hypersender } from './client.js';
export {
  type AnyHypersenderError,
  APIConnectionError,
  APIStatusError,
  APITimeoutError,
  AuthenticationError,
  ClientClosedError,
  type ConnectionReason,
  type ErrorCode,
  type ErrorDetails,
  HypersenderError,
  InternalError,
  InvalidArgumentError,
  InvalidResponseError,
  isHypersenderError,
  LinkFailedError,
  LinkTimeoutError,
  NotFoundError,
  type Outcome,
  PermissionDeniedError,
  RateLimitError,
  type ResponseReason,
  ServerError,
  UnexpectedStatusError,
  ValidationError,
} from './errors.js';
export type {
  ActionRequiredEvent,
  Advice,
  CoolingDownEvent,
  LimitedEvent,
  LinkEvent,
  LinkedEvent,
  QrCodeEvent,
  QrExpiredEvent,
  RequestingEvent,
  RetryingEvent,
  StalledEvent,
  StatusEvent,
} from './link-event.js';
export { LinkSession } from './link-session.js';
export type { LogFields, LogRecord, OnLog } from './log.js';
export type { Health, Instance, InstanceWithQr, Restarted } from './model.js';
export type { Operation } from './operation.js';
export type {
  CallOptions,
  Cooldown,
  CreateInstanceOptions,
  HypersenderOptions,
  LinkOptions,
  ListInstancesOptions,
  RequestNewQrCodeOptions,
  TokenCallback,
} from './options.js';
export { QrCode } from './qr-code.js';
export { Secret } from './secret.js';
export type { DocumentedStatus, Status } from './status.js';
