/** One customer's key at the local venue, with what it may do. Rights are in our words; each protocol tells them in its venue's. */
export interface VenueKey {
  readonly exchange: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly passphrase: string;
  readonly rights: VenueRights;
  readonly revoked: boolean;
  /** The account that it opens; several keys may open one. */
  readonly account: string;
  /** Addresses it is taken from, where `rights.ipBound`. */
  readonly ips: readonly string[];
}

export interface VenueRights {
  readonly read: boolean;
  readonly trade: boolean;
  readonly withdraw: boolean;
  readonly transfer: boolean;
  readonly ipBound: boolean;
}

/** This machine, by each name that a socket gives it. */
export const LOCAL_ADDRESSES: readonly string[] = ["127.0.0.1", "::1", "::ffff:127.0.0.1"];
