/** What an exchange gives its customer to trade by program. Plaintext: only in memory, never in a log, a row, a job or an answer. */
export interface ExchangeSecrets {
  readonly apiKey: string;
  readonly apiSecret: string;
  /** Where the exchange gives one with each key. */
  readonly passphrase?: string;
}

/** The row that a sealed text belongs to. All of it is authenticated with the text: moved to another row or owner, it does not open. */
export interface KeyBinding {
  readonly id: string;
  readonly userId: string;
  readonly exchange: string;
}

/** As stored: the secrets under a data key of their own, and that key wrapped by a master key. */
export interface SealedKey {
  readonly sealed: Uint8Array<ArrayBuffer>;
  readonly wrappedKey: Uint8Array<ArrayBuffer>;
  /** Names the master key that wraps, without saying anything about it. */
  readonly masterKeyId: string;
}

/** Envelope encryption of exchange keys (SPEC 6, RELIABILITY 4 Keys). */
export interface KeyVault {
  /** Of the newest master key. */
  readonly masterKeyId: string;
  /** Under the newest master key, with a fresh data key. */
  seal(secrets: ExchangeSecrets, of: KeyBinding): SealedKey;
  /** @throws AppError "invariant" in the web process, and when row, tag, text or master key is not the one it was sealed with */
  open(key: SealedKey, of: KeyBinding): ExchangeSecrets;
  /** The data key under the newest master key; the secrets are neither read nor changed. null: it is already. */
  rewrap(key: Pick<SealedKey, "wrappedKey" | "masterKeyId">, of: KeyBinding): Omit<SealedKey, "sealed"> | null;
}
