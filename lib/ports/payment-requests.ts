/** One change as it is about to be sent. */
export interface PaymentRequest {
  readonly key: string;
  readonly kind: string;
  readonly subjectId: string;
  readonly body: object;
}

/** Where each change is written down before it is sent, and its answer after. */
export interface PaymentRequests {
  /**
   * Stores the request and answers with the key to send it under: the given one, or a successor when that one was used for another body,
   * may be repeated since a while ago (the service would replay its no, or its fault), or is older than the service remembers keys (24 h).
   */
  begin(request: PaymentRequest): Promise<string>;
  /** `mayRepeat`: the service said no, or a repeat under another key would harm nobody. Else an error leaves open what has happened. */
  finish(
    key: string,
    outcome: { readonly response: object } | { readonly error: string; readonly mayRepeat: boolean },
  ): Promise<void>;
}
