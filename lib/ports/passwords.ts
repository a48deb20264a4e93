/** Slow hashes of passwords. */
export interface Passwords {
  hash(password: string): Promise<string>;
  /** Whether `password` made `hash`. With null (nobody of that name) it takes as long and answers false: time tells nobody who exists. */
  verify(hash: string | null, password: string): Promise<boolean>;
}
