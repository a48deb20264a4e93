import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

/** What stands where an address leads to nothing, or to something of somebody else's: the same words for both. */
export function NothingHere() {
  return (
    <>
      <h1 className="sr-only">Not found</h1>
      <EmptyState
        title="There is nothing here"
        level={2}
        action={
          <ButtonLink href="/strategies" variant="primary">
            Browse strategies
          </ButtonLink>
        }
      >
        The address is wrong, or what it named is not yours to see. Strategies are never deleted: closed ones are in the
        list.
      </EmptyState>
    </>
  );
}
