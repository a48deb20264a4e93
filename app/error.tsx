"use client";

import { LoadFailed } from "@/components/shell/load-failed";

/** A part of the page failed. The layout around it stays; the digest finds the line in our log. */
export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <div className="py-12" role="alert">
      <LoadFailed title="This did not load" digest={error.digest} reset={reset} />
    </div>
  );
}
