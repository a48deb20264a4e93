import { redirect } from "next/navigation";
import { requireRole } from "@/lib/auth/require-role";

/** An admin's home is how the platform does; nobody else learns that there is one. */
export default async function AdminPage() {
  await requireRole("ADMIN");
  redirect("/admin/kpis");
}
