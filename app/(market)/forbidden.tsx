import type { Metadata } from "next";
import { NotForThisAccount } from "@/components/shell/not-for-this-account";
import { homeOf } from "@/components/shell/pages";
import { viewer } from "../viewer.ts";

export const metadata: Metadata = { title: "Not for this account" };

/** Inside the public frame, which the root's own page would draw a second one into. Rendered along with every public page, so it asks nobody to sign in. */
export default async function Forbidden() {
  const actor = await viewer();
  return (
    <div className="wrap py-16">
      <NotForThisAccount home={actor === null ? "/login" : homeOf(actor.role)} />
    </div>
  );
}
