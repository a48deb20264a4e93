import {
  type ChainEvent,
  type ChainHead,
  compareWithHead,
  headText,
  isSignedHead,
  readKept,
  type SignedHead,
  verifyChain,
} from "@/lib/kernel/chain";

/** What the browser found out by itself. */
export interface Finding {
  readonly holds: boolean;
  readonly text: string;
}

async function sha256Hex(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Checks a chain and, if one was kept, compares it with a head. */
export async function checkChain(
  events: readonly unknown[],
  kept: ChainHead | null,
): Promise<Finding & { readonly last: ChainHead | null }> {
  const verdict = await verifyChain(events, sha256Hex);
  if (!verdict.intact) return { holds: false, last: null, text: `Broken at event ${verdict.seq}: ${verdict.why}.` };
  if (verdict.last === null) return { holds: true, last: null, text: "There are no events yet." };
  const chain = `${verdict.events} events checked here, each hash computed anew: the chain holds.`;
  if (kept === null) return { holds: true, last: verdict.last, text: chain };
  // verifyChain let each of them through, so each is an event
  const compared = compareWithHead(events as readonly ChainEvent[], kept);
  return compared.unchanged
    ? { holds: true, last: verdict.last, text: `${chain} Unchanged since that head (event ${kept.seq}).` }
    : {
        holds: false,
        last: verdict.last,
        text: `The chain holds in itself, but at event ${compared.seq} ${compared.why}.`,
      };
}

/** A head signed by the server: whose word it is. Null where this browser cannot check Ed25519. */
export async function signatureHolds(head: SignedHead, publicKey: string): Promise<boolean | null> {
  try {
    const key = await crypto.subtle.importKey(
      "jwk",
      { kty: "OKP", crv: "Ed25519", x: publicKey },
      { name: "Ed25519" },
      false,
      ["verify"],
    );
    const text = new TextEncoder().encode(headText(head));
    return await crypto.subtle.verify({ name: "Ed25519" }, key, bytesOf(head.signature), text);
  } catch {
    return null;
  }
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

export interface Kept {
  /** A whole chain that was downloaded: it is checked by itself. */
  readonly events: readonly unknown[] | null;
  /** The place to compare the present record with. */
  readonly head: ChainHead | null;
  readonly signed: SignedHead | null;
}

/** What someone dropped: a chain, a head, or both. Null: neither. */
export function readFileOf(text: string): Kept | null {
  const read = readKept(text);
  if (read === null) return null;
  const last = read.events?.at(-1);
  const head = read.head ?? (isHeadLike(last) ? last : null);
  return { events: read.events, head, signed: isSignedHead(head) ? head : null };
}

function isHeadLike(value: unknown): value is ChainHead {
  return typeof value === "object" && value !== null && "strategyId" in value && "seq" in value && "hash" in value;
}
