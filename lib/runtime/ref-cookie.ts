import { codeOf } from "@/lib/features/affiliates/affiliate";

/** The last affiliate's link that a browser came by. */
export const REF_COOKIE = "heliograph.ref";

/** The code in a browser's cookies; anything that is none of ours is null. */
export function readRef(jar: { get(name: string): { readonly value: string } | undefined }): string | null {
  return codeOf(jar.get(REF_COOKIE)?.value);
}
