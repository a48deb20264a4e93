import type { Actor } from "@/lib/kernel/actor";
import type { Ctx } from "@/lib/ports/ctx";

export interface FoundActor {
  readonly actor: Actor;
  /** How they showed who they are: a browser's cookie needs the Origin check, a token does not. */
  readonly via: "cookie" | "bearer";
}

/** Who asks, from the session cookie or the Authorization header, checked against the session or token row. Null: nobody. @throws AppError on a token that is wrong, expired or revoked */
export async function actorOf(_ctx: Ctx, _headers: Headers): Promise<FoundActor | null> {
  return null;
}
