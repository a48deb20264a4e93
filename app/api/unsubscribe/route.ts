import { unsubscribeInput } from "@/lib/features/deliveries/input";
import { unsubscribe } from "@/lib/features/deliveries/unsubscribe";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

/** What a mail program calls when its reader presses "unsubscribe" (RFC 8058): the address says it all, the body is not read. */
export const POST = route({ access: "public", query: unsubscribeInput }, async ({ ctx, query: { token }, ip }) => {
  const { kinds } = unwrap(await unsubscribe(ctx, token, ip));
  return { stopped: kinds };
});
