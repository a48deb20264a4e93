import type { Metadata } from "next";
import { NothingHere } from "@/components/shell/nothing-here";

export const metadata: Metadata = { title: "Not found" };

/** Inside the public frame, which the root's own page would draw a second one into. */
export default function NotFound() {
  return (
    <div className="wrap py-16">
      <NothingHere />
    </div>
  );
}
