import type { Actor } from "@/lib/kernel/actor";
import { AppError } from "@/lib/kernel/errors";

/**
 * Keeps a program without the scope `trade:live` from closing on a real account; whoever signed in himself may. `what` begins the sentence
 * that he reads.
 * @throws AppError "insufficient_scope"
 */
export function requireLiveScope({ scopes }: Pick<Actor, "scopes">, what: string): void {
  if (scopes === null || scopes.includes("trade:live")) return;
  throw new AppError(
    "insufficient_scope",
    `${what}; the token needs the scope trade:live to close there, not to keep.`,
  );
}
