import type { Metadata } from "next";
import { NothingHere } from "@/components/shell/nothing-here";

export const metadata: Metadata = { title: "Not found" };

/** Inside the signed-in frame, which the root's own page would draw a second frame into. */
export default function NotFound() {
  return <NothingHere />;
}
