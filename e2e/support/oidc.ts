import { createHash, createSign, generateKeyPairSync, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

export interface OidcPerson {
  readonly sub: string;
  readonly email: string;
  readonly email_verified: boolean;
  readonly name: string;
}

interface Grant {
  readonly person: OidcPerson;
  readonly challenge: string;
  readonly nonce: string | null;
}

/**
 * A service to sign in through, as OpenID Connect has it (discovery, code with PKCE, RS256). Whoever comes is `person`: the test sets it.
 * Client: id "heliograph", any secret.
 */
export class OidcService {
  person: OidcPerson = { sub: "1", email: "o@example.org", email_verified: true, name: "O" };
  readonly #issuer: string;
  readonly #keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
  readonly #grants = new Map<string, Grant>();
  readonly #server: Server;

  private constructor(port: number) {
    this.#issuer = `http://127.0.0.1:${port}`;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.writeHead(500).end());
    });
  }

  static async start(port: number): Promise<OidcService> {
    const service = new OidcService(port);
    await new Promise<void>((resolve, reject) => {
      service.#server.once("error", reject);
      service.#server.listen(port, "127.0.0.1", resolve);
    });
    return service;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => void this.#server.close(() => resolve()));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", this.#issuer);
    const json = (value: object, status = 200): void => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
    };
    if (url.pathname === "/.well-known/openid-configuration") return json(this.#discovery());
    if (url.pathname === "/jwks") {
      return json({
        keys: [{ ...this.#keys.publicKey.export({ format: "jwk" }), kid: "1", use: "sig", alg: "RS256" }],
      });
    }
    if (url.pathname === "/authorize") {
      const code = randomBytes(16).toString("hex");
      const challenge = url.searchParams.get("code_challenge") ?? "";
      this.#grants.set(code, { person: this.person, challenge, nonce: url.searchParams.get("nonce") });
      const back = new URL(url.searchParams.get("redirect_uri") ?? "");
      back.searchParams.set("code", code);
      back.searchParams.set("state", url.searchParams.get("state") ?? "");
      response.writeHead(302, { location: back.toString() }).end();
      return;
    }
    if (url.pathname === "/token") {
      const form = new URLSearchParams(await textOf(request));
      const grant = this.#grants.get(form.get("code") ?? "");
      this.#grants.delete(form.get("code") ?? "");
      const proof = createHash("sha256")
        .update(form.get("code_verifier") ?? "")
        .digest("base64url");
      if (grant === undefined || proof !== grant.challenge) return json({ error: "invalid_grant" }, 400);
      return json({ access_token: "unused", token_type: "Bearer", expires_in: 60, id_token: this.#idToken(grant) });
    }
    response.writeHead(404).end();
  }

  #discovery(): object {
    return {
      issuer: `${this.#issuer}/`,
      authorization_endpoint: `${this.#issuer}/authorize`,
      token_endpoint: `${this.#issuer}/token`,
      jwks_uri: `${this.#issuer}/jwks`,
      response_types_supported: ["code"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["RS256"],
    };
  }

  #idToken({ person, nonce }: Grant): string {
    const now = Math.floor(Date.now() / 1_000);
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
    const claims = { ...person, iss: `${this.#issuer}/`, aud: "heliograph", iat: now, exp: now + 60 };
    const text = `${part({ alg: "RS256", typ: "JWT", kid: "1" })}.${part(nonce === null ? claims : { ...claims, nonce })}`;
    return `${text}.${createSign("RSA-SHA256").update(text).sign(this.#keys.privateKey, "base64url")}`;
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}
