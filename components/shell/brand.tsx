import Link from "next/link";

/** An H whose bar is a beam. Inlined, so that it follows the chosen theme and not only the system's. */
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 32 32" aria-hidden="true">
      <path className="mark-post" d="M5 4h6v24H5zM21 4h6v7L21 13.5zM21 20.2l6-2.5V28h-6z" />
      <path className="mark-beam" d="M11 17.4 31 9v4.6L11 22z" />
    </svg>
  );
}

export function Brand({ href = "/" }: { readonly href?: string }) {
  return (
    <Link className="brand" href={href} aria-label="Heliograph">
      <Mark />
      <span>Heliograph</span>
    </Link>
  );
}
