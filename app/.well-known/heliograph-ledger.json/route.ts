import { route } from "@/lib/runtime/route";

/** The key that ledger heads are signed with, and how to check one. */
export const GET = route({ access: "public", limit: "none" }, async ({ ctx }) =>
  Response.json(
    {
      keys: [{ kty: "OKP", crv: "Ed25519", x: ctx.ledgerSigner.publicKey, use: "sig", alg: "EdDSA" }],
      head: "signature = base64url Ed25519 over the RFC 8785 JSON of {strategyId, seq, hash, at}",
      event:
        "hash = hex SHA-256 of prevHash + RFC 8785 JSON of the event without hash and prevHash; the first prevHash is 64 zeros",
    },
    { headers: { "cache-control": "public, max-age=300" } },
  ),
);
