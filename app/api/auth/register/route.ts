import { registerByApiInput } from "@/lib/features/accounts/input";
import { register } from "@/lib/features/accounts/register";
import { codeOf } from "@/lib/features/affiliates/affiliate";
import { claimReferral } from "@/lib/features/affiliates/claim-referral";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";
import { whereFrom } from "@/lib/runtime/where-from";

export const POST = route(
  { access: "public", credentials: "own", input: registerByApiInput },
  async ({ ctx, input, request }) => {
    const { ref, ...account } = input;
    const user = unwrap(await register(ctx, account, whereFrom(request.headers), claimReferral(ctx, codeOf(ref))));
    return Response.json(
      { user, message: `We have sent a mail to ${user.email}. Open its link to confirm the address.` },
      { status: 201 },
    );
  },
);
