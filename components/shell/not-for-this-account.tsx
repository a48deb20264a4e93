import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

/** What stands where a page is another role's. `home`: where its reader goes on. */
export function NotForThisAccount({ home }: { readonly home: string }) {
  return (
    <>
      <h1 className="sr-only">Not for this account</h1>
      <EmptyState
        title="This is not for this kind of account"
        level={2}
        action={
          <ButtonLink href={home} variant="primary">
            Go to Home
          </ButtonLink>
        }
      >
        The page belongs to another role. Nothing was changed.
      </EmptyState>
    </>
  );
}
