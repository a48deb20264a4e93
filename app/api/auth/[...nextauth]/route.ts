import { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { nextAuthOptions } from "@/lib/auth/next-auth-options";
import { route } from "@/lib/runtime/route";

/** next-auth's own endpoints: session, csrf, providers, callbacks, sign-out. It checks its own CSRF pair; route() counts and checks Origin. */
const handle = route({ access: "public", credentials: "own" }, async ({ request, params }) => {
  const nextauth = (params.nextauth ?? "").split("/");
  const asked = request instanceof NextRequest ? request : new NextRequest(request);
  const answer: Response = await NextAuth(nextAuthOptions())(asked, { params: Promise.resolve({ nextauth }) });
  return answer;
});

export { handle as GET, handle as POST };
