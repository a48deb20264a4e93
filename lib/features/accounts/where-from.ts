/** Where a request came from: shown in the list of devices and kept in the audit log. */
export interface WhereFrom {
  readonly ip: string;
  readonly userAgent: string;
}
