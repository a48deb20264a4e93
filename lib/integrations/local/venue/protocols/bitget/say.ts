import { ok } from "../../answers.ts";
import type { Asked, VenueAnswer } from "../../protocol.ts";

/** An answer of v2. */
export function said({ now }: Pick<Asked, "now">, data: unknown): VenueAnswer {
  return ok({ code: "00000", msg: "success", requestTime: now, data });
}
