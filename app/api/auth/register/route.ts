import { registerInput } from "@/lib/features/accounts/input";
import { register } from "@/lib/features/accounts/register";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";
import { whereFrom } from "@/lib/runtime/where-from";

export const POST = route(
  { access: "public", credentials: "own", input: registerInput },
  async ({ ctx, input, request }) => {
    const user = unwrap(await register(ctx, input, whereFrom(request.headers)));
    return Response.json(
      { user, message: `We have sent a mail to ${user.email}. Open its link to confirm the address.` },
      { status: 201 },
    );
  },
);
