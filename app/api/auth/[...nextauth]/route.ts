import { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { nextAuthOptions } from "@/lib/auth/next-auth-options";
import { refuseUnreadable } from "@/lib/auth/next-auth-request";
import { readText } from "@/lib/runtime/body";
import { route } from "@/lib/runtime/route";

const BODY_MAX = 16_000;

/** next-auth's own endpoints: session, csrf, providers, callbacks, sign-out. It checks its own CSRF pair; route() counts and checks Origin. */
const handle = route({ access: "public", credentials: "own" }, async ({ request, params }) => {
  const nextauth = (params.nextauth ?? "").split("/");
  const { method, headers, url } = request;
  refuseUnreadable(nextauth, new URL(url).searchParams);
  const body = ["GET", "HEAD"].includes(method) ? null : await readText(request, BODY_MAX);
  const asked = new NextRequest(url, { method, headers, body });
  const answer: Response = await NextAuth(nextAuthOptions())(asked, { params: Promise.resolve({ nextauth }) });
  return answer;
});

export { handle as GET, handle as POST };
