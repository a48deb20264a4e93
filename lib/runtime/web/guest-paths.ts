/** Pages that look the same to every visitor without a cookie (their signals are 24 h old): kept for a moment by GuestPages. */
export function isGuestPath(pathname: string): boolean {
  return pathname === "/" || pathname === "/strategies" || /^\/(strategies|providers)\/[a-z0-9-]{1,80}$/.test(pathname);
}
