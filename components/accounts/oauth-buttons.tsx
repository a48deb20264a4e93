import { Button } from "@/components/ui/button";

export interface OAuthChoice {
  readonly id: string;
  readonly label: string;
}

/** Ways in through another service, where its settings are present. A plain form: it works without script. */
export function OAuthButtons({ choices, next }: { readonly choices: readonly OAuthChoice[]; readonly next: string }) {
  if (choices.length === 0) return null;
  return (
    <form method="post" action="/login/oauth" className="mt-6 grid gap-2 border-t border-line pt-6">
      <input type="hidden" name="next" value={next} />
      {choices.map(({ id, label }) => (
        <Button key={id} type="submit" name="provider" value={id} block>
          Go on with {label}
        </Button>
      ))}
    </form>
  );
}
