import { storableText } from "@/lib/kernel/storable-text";
import { SECRET_NAMES } from "./fields.ts";

const NAMES = SECRET_NAMES.join("|");
const IN_JSON = new RegExp(`("(?:[\\w.-]*[._-])?(?:${NAMES})"\\s*:\\s*)("(?:[^"\\\\]|\\\\.)*"?|[^\\s,}\\]]+)`, "gi");
const IN_TEXT = new RegExp(`(^|[\\s,;|])((?:${NAMES})\\s*[=:]\\s*)([^\\s,;|]+)`, "gi");

/**
 * A body as it may be stored and shown: values under the names of secrets are hidden, whatever state the JSON is in, and `secret`, where it was
 * read from an unnamed place, wherever it stands. NUL cannot be stored.
 */
export function maskBody(body: string, secret: string | null): string {
  const named = body.replace(IN_JSON, '$1"•••"').replace(IN_TEXT, "$1$2•••");
  const hidden = secret === null || secret.length < 4 ? named : named.replaceAll(secret, "•••");
  return storableText(hidden);
}
