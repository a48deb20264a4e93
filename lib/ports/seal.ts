/** Seals small secrets of ours (TOTP seeds) with a key derived from CLIENT_MASTER_KEY. `boundTo` names the row: a moved text does not open. */
export interface Seal {
  seal(plain: string, boundTo: string): string;
  /** @throws AppError "invariant" when the text was changed, moved or sealed under another key */
  open(sealed: string, boundTo: string): string;
}
