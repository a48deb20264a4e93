import { ButtonLink } from "@/components/ui/button";
import { Panel } from "@/components/ui/panel";

/** Which of the keys a page is about: a link each to `path`. Nothing where there is no choice. */
export function KeyPicker({
  keys,
  current,
  path,
  nameOf,
}: {
  readonly keys: readonly { readonly id: string; readonly exchange: string; readonly maskedKey: string }[];
  readonly current: string | undefined;
  readonly path: string;
  /** What the exchange is called. */
  readonly nameOf: (exchange: string) => string;
}) {
  if (keys.length < 2) return null;
  return (
    <Panel title="Account">
      <nav aria-label="Key that trades" className="flex flex-wrap gap-2">
        {keys.map(({ id, exchange, maskedKey }) => (
          <ButtonLink
            key={id}
            size="sm"
            href={`${path}?key=${id}`}
            {...(id === current ? { variant: "primary" as const, "aria-current": "true" as const } : {})}
          >
            {nameOf(exchange)} {maskedKey}
          </ButtonLink>
        ))}
      </nav>
    </Panel>
  );
}
