import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from "node:crypto";
import { type HeardRequest, type ScriptedServer, startScriptedServer } from "./scripted-server.ts";

export interface PushService extends ScriptedServer {
  /** A browser's subscription here, as PushSubscription.toJSON() gives it. */
  readonly subscription: {
    readonly endpoint: string;
    readonly keys: { readonly p256dh: string; readonly auth: string };
  };
  /** What the browser would get: the message decrypted with its keys. @throws Error when it was not encrypted for it */
  open(request: HeardRequest): unknown;
  /** The claims of the sender's token. @throws Error when it is not signed by the key that it names */
  senderOf(request: HeardRequest): { readonly aud: string; readonly sub: string; readonly publicKey: string };
  /** The person took the permission back. */
  end(): void;
}

/** A push service and one browser behind it, by RFC 8030 (201 with a Location, 410 when ended), RFC 8291 and RFC 8292. */
export async function startPushService(port?: number): Promise<PushService> {
  const browser = createECDH("prime256v1");
  browser.generateKeys();
  const auth = randomBytes(16);
  const path = `/push/${randomBytes(12).toString("base64url")}`;
  let isLive = true;
  let count = 0;
  const server = await startScriptedServer((request) => {
    if (request.path !== path) return { status: 404 };
    if (!isLive) return { status: 410 };
    if (request.headers.ttl === undefined || request.headers.authorization === undefined) return { status: 400 };
    count += 1;
    return { status: 201, headers: { location: `/message/m-${count}` } };
  }, port);
  return {
    ...server,
    subscription: {
      endpoint: `${server.url}${path}`,
      keys: { p256dh: browser.getPublicKey("base64url"), auth: auth.toString("base64url") },
    },
    open: ({ body }) => JSON.parse(decrypt(body, browser, auth)),
    senderOf: (request) => readVapid(String(request.headers.authorization)),
    end: () => {
      isLive = false;
    },
  };
}

/** RFC 8188 with the keys of RFC 8291: header (salt 16, record size 4, key length 1, sender's key), one record, padding after 0x02. */
function decrypt(message: Buffer, browser: ReturnType<typeof createECDH>, auth: Buffer): string {
  const salt = message.subarray(0, 16);
  const keyLength = message.readUInt8(20);
  const senderKey = message.subarray(21, 21 + keyLength);
  const record = message.subarray(21 + keyLength);
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), browser.getPublicKey(), senderKey]);
  const secret = Buffer.from(hkdfSync("sha256", browser.computeSecret(senderKey), auth, info, 32));
  const key = Buffer.from(hkdfSync("sha256", secret, salt, "Content-Encoding: aes128gcm\0", 16));
  const nonce = Buffer.from(hkdfSync("sha256", secret, salt, "Content-Encoding: nonce\0", 12));
  const decipher = createDecipheriv("aes-128-gcm", key, nonce, { authTagLength: 16 });
  decipher.setAuthTag(record.subarray(-16));
  const plain = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()]);
  return plain.subarray(0, plain.lastIndexOf(2)).toString("utf8");
}

function readVapid(authorization: string): { aud: string; sub: string; publicKey: string } {
  const [, token = "", publicKey = ""] = /^vapid t=([^,]+), ?k=(\S+)$/.exec(authorization) ?? [];
  const [head = "", claims = "", signature = ""] = token.split(".");
  const point = Buffer.from(publicKey, "base64url");
  const x = point.toString("base64url", 1, 33);
  const y = point.toString("base64url", 33);
  const key = createPublicKey({ key: { kty: "EC", crv: "P-256", x, y }, format: "jwk" });
  const signed = Buffer.from(`${head}.${claims}`);
  if (!verify("sha256", signed, { key, dsaEncoding: "ieee-p1363" }, Buffer.from(signature, "base64url")))
    throw new Error("the token is not signed by the key that it names");
  return { ...JSON.parse(Buffer.from(claims, "base64url").toString("utf8")), publicKey };
}
