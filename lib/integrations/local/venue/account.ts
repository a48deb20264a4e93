/** One customer's key at the local venue, with what it may do. Rights are in our words; each protocol tells them in its venue's. */
export interface VenueKey {
  readonly exchange: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly passphrase: string;
  readonly rights: VenueRights;
  readonly revoked: boolean;
}

export interface VenueRights {
  readonly read: boolean;
  readonly trade: boolean;
  readonly withdraw: boolean;
  readonly transfer: boolean;
  readonly ipBound: boolean;
}

/** A request as a protocol sees it, its venue's host taken off the path. */
export interface VenueCall {
  readonly method: string;
  readonly path: string;
  /** As sent, without the question mark. */
  readonly query: string;
  readonly body: string;
  header(name: string): string;
  /** Milliseconds, the venue's clock. */
  readonly now: number;
  /** The key that this venue gave out under that name, revoked ones too. */
  keyOf(apiKey: string): VenueKey | undefined;
}

export interface VenueAnswer {
  readonly status: number;
  readonly body: unknown;
}

export type Protocol = (call: VenueCall) => VenueAnswer;
