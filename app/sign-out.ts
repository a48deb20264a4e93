"use server";

import { cookies } from "next/headers";
import { redirect } from "next/navigation";

/** Ends this browser's session: its cookies go, whatever their name's prefix. */
export async function signOutAction(): Promise<void> {
  const jar = await cookies();
  for (const { name } of jar.getAll()) if (name.includes("next-auth.session-token")) jar.delete(name);
  redirect("/login");
}
