/** Structured log. Secrets never reach it: the redaction list of lib/runtime/logger.ts is the last net, not the first. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
