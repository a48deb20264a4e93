import { connectInput } from "@/lib/features/billing/input";
import { startOnboarding } from "@/lib/features/billing/start-onboarding";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

export const POST = route(
  { access: "PROVIDER", scope: "strategies:write", input: connectInput, bodyOptional: true },
  async ({ ctx, actor, input }) => unwrap(await startOnboarding(ctx, actor, input)),
);
