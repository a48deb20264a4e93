import { ChevronLeft, ChevronRight } from "lucide-react";
import { ButtonLink } from "./button.tsx";

/** Links to the pages before and after. Page links are plain addresses: they work without script and can be kept. */
export function Pagination({
  label,
  previous,
  next,
  status,
}: {
  readonly label: string;
  readonly previous: string | null;
  readonly next: string | null;
  readonly status?: string | undefined;
}) {
  if (previous === null && next === null) return null;
  return (
    <nav aria-label={label} className="mt-5 flex flex-wrap items-center justify-center gap-3 text-dense text-ink-2">
      {previous !== null && (
        <ButtonLink href={previous} rel="prev" icon={<ChevronLeft className="ic" aria-hidden="true" />}>
          Previous
        </ButtonLink>
      )}
      {status !== undefined && <span>{status}</span>}
      {next !== null && (
        <ButtonLink href={next} rel="next" trailing={<ChevronRight className="ic" aria-hidden="true" />}>
          Next
        </ButtonLink>
      )}
    </nav>
  );
}
