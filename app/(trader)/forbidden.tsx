import type { Metadata } from "next";
import { NotForThisAccount } from "@/components/shell/not-for-this-account";
import { homeOf } from "@/components/shell/pages";
import { requireActor } from "@/lib/auth/require-role";

export const metadata: Metadata = { title: "Not for this account" };

/** Inside the signed-in frame, which the root's own page would draw a second frame into. */
export default async function Forbidden() {
  const { role } = await requireActor();
  return <NotForThisAccount home={homeOf(role)} />;
}
