/** What we ask of the payment service (billing writes its verbs here, in our words). */
export interface Payments {
  /** Whether the service answers; for /api/ready. */
  ping(): Promise<boolean>;
}
