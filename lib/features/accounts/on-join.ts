import type { Tx } from "@/lib/ports/ctx";

/** What another feature does with a new account, in the transaction that makes it. An address that is taken already is none. */
export type OnJoin = (tx: Tx, user: { readonly id: string; readonly email: string }) => Promise<void>;

export const nobodyJoins: OnJoin = () => Promise.resolve();
