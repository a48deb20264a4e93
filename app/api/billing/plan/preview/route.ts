import { previewAnswer } from "@/lib/features/plans/answers";
import { planInput } from "@/lib/features/plans/input";
import { previewUpgrade } from "@/lib/features/plans/preview-upgrade";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

/** What moving up to a larger plan costs now. Nothing is changed. */
export const POST = route(
  { access: "SUBSCRIBER", scope: "subscriptions:write", input: planInput },
  async ({ ctx, actor, input }) => previewAnswer(unwrap(await previewUpgrade(ctx, actor, input))),
);
