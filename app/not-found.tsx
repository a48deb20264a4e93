import type { Metadata } from "next";
import { NothingHere } from "@/components/shell/nothing-here";
import { homeOf } from "@/components/shell/pages";
import { PublicShell } from "@/components/shell/public-shell";
import { viewer } from "./viewer.ts";

export const metadata: Metadata = { title: "Not found" };

export default async function NotFound() {
  const actor = await viewer();
  return (
    <PublicShell home={actor === null ? null : { href: homeOf(actor.role), label: "Go to Home" }}>
      <div className="wrap py-16">
        <NothingHere />
      </div>
    </PublicShell>
  );
}
