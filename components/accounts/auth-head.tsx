import type { ReactNode } from "react";

/** Title and one line of the narrow pages around signing in. */
export function AuthHead({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <header className="mb-6">
      <h1 className="page-title">{title}</h1>
      {children !== undefined && <p className="mt-2 text-ink-2">{children}</p>}
    </header>
  );
}
