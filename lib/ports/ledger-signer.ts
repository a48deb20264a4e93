/** Signs ledger heads with the server's Ed25519 key, which is derived from its secret: the same after each restart. */
export interface LedgerSigner {
  /** Signature of the UTF-8 text, base64url without padding. */
  sign(text: string): string;
  /** The public key's 32 bytes, base64url: the `x` of its JWK. */
  readonly publicKey: string;
}
