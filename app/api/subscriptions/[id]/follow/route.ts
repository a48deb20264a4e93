import { followInput } from "@/lib/features/subscriptions/input";
import { setFollow } from "@/lib/features/subscriptions/set-follow";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

export const PUT = route(
  { access: "SUBSCRIBER", scope: "subscriptions:write", input: followInput },
  async ({ ctx, actor, input, params }) => unwrap(await setFollow(ctx, actor, params.id ?? "", input)),
);
