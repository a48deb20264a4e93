import { ok } from "../../answers.ts";
import type { Asked, VenueAnswer } from "../../protocol.ts";

/** An answer of v5. */
export function said({ now }: Pick<Asked, "now">, result: unknown): VenueAnswer {
  return ok({ retCode: 0, retMsg: "OK", result, retExtInfo: {}, time: now });
}
