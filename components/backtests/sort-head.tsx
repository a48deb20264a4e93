import Link from "next/link";
import type { ReactNode } from "react";
import { Th } from "@/components/ui/table";
import { type SortColumn, type Sorting, sortAddress } from "./sorting.ts";

/** The head of a column, a link that sorts by it. The order is an arrow and `aria-sort`. */
export function SortHead({
  by,
  sorting,
  num = false,
  children,
}: {
  readonly by: SortColumn;
  readonly sorting: Sorting;
  readonly num?: boolean;
  readonly children: ReactNode;
}) {
  const isSorted = sorting.by === by;
  const order = sorting.direction === "up" ? "ascending" : "descending";
  return (
    <Th num={num} aria-sort={isSorted ? order : "none"}>
      <Link href={sortAddress(sorting, by)} scroll={false} className="hover:underline">
        {children}
        {isSorted && <span aria-hidden="true">{sorting.direction === "up" ? " ↑" : " ↓"}</span>}
      </Link>
    </Th>
  );
}
