import { ButtonLink } from "@/components/ui/button";

export interface OAuthChoice {
  readonly id: string;
  readonly label: string;
}

/** Ways in through another service, where its settings are present. Plain links: they work without script. */
export function OAuthButtons({ choices, next }: { readonly choices: readonly OAuthChoice[]; readonly next: string }) {
  if (choices.length === 0) return null;
  return (
    <section aria-label="Other ways to sign in" className="mt-6 grid gap-2 border-t border-line pt-6">
      {choices.map(({ id, label }) => (
        <ButtonLink key={id} block prefetch={false} href={`/login/${id}?next=${encodeURIComponent(next)}`}>
          Go on with {label}
        </ButtonLink>
      ))}
    </section>
  );
}
