import Link from "next/link";
import { Fragment } from "react";

/** A sentence whose "under /page" leads there: what a rule says about where to go is a link wherever it is shown. */
export function LinkedText({ children }: { readonly children: string }) {
  return children.split(/(?<=\bunder )(\/[a-z-]+(?:\/[a-z-]+)*)/).map((part, at) =>
    at % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a fixed sentence
      <Link key={at} href={part} className="link">
        {part}
      </Link>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a fixed sentence
      <Fragment key={at}>{part}</Fragment>
    ),
  );
}
