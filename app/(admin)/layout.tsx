import type { ReactNode } from "react";
import { SignedIn } from "../signed-in.tsx";

export default function Layout({ children }: { children: ReactNode }) {
  return <SignedIn>{children}</SignedIn>;
}
