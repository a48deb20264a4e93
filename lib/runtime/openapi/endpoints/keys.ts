import { rotateKeyInput, storeKeyInput } from "@/lib/features/exchange-keys/input";
import { pageQuery } from "@/lib/features/marketplace/input";
import { del, get, group, post } from "./endpoint";

export const KEYS_ENDPOINTS = group(
  "Keys",
  "SUBSCRIBER",
  get(
    "/api/credentials",
    "Your exchange keys, newest first: masked, with what they may do",
    200,
    "{items, nextCursor}",
    { query: pageQuery },
  ),
  post(
    "/api/credentials",
    "Store a key, once its exchange says that it can neither withdraw nor transfer. Needs a fresh second factor",
    201,
    "{id, exchange, maskedKey, permissions, validatedAt, status}",
    { body: storeKeyInput },
  ),
  post("/api/credentials/{id}/validate", "Have the key checked at its exchange now", 202, "The key as it stood"),
  post(
    "/api/credentials/{id}/rotate",
    "Put a new key in this one's place. Needs a fresh second factor",
    200,
    "The key",
    {
      body: rotateKeyInput,
    },
  ),
  del(
    "/api/credentials/{id}",
    "Delete the key: what was sealed is shredded. 409 while something trades with it or is held there",
    204,
    "Nothing",
  ),
);
