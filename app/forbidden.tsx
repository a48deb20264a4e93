import type { Metadata } from "next";
import { NotForThisAccount } from "@/components/shell/not-for-this-account";
import { homeOf } from "@/components/shell/pages";
import { PublicShell } from "@/components/shell/public-shell";
import { viewer } from "./viewer.ts";

export const metadata: Metadata = { title: "Not for this account" };

export default async function Forbidden() {
  const actor = await viewer();
  return (
    <PublicShell home={actor === null ? null : { href: homeOf(actor.role), label: "Go to Home" }}>
      <div className="wrap py-16">
        <NotForThisAccount home={actor === null ? "/login" : homeOf(actor.role)} />
      </div>
    </PublicShell>
  );
}
