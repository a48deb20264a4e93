import { z } from "zod";
import { ERROR_CODES } from "@/lib/kernel/errors";
import { ANSWERS } from "./answers.ts";
import { ENDPOINTS, type Endpoint } from "./endpoints.ts";

export type JsonSchema = Readonly<Record<string, unknown>>;

export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly [string];
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters: readonly {
    name: string;
    in: "path" | "query" | "header";
    required: boolean;
    schema: JsonSchema;
  }[];
  readonly requestBody?: { required: boolean; content: { "application/json": { schema: JsonSchema } } };
  readonly responses: Readonly<Record<string, unknown>>;
}

export interface OpenApi {
  readonly openapi: "3.1.0";
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, unknown>>;
}

/** The document of /api/openapi.json, made from the schemas that check each request, so that it cannot say anything else. */
export function openApiDocument(baseUrl: string): OpenApi {
  const paths: Record<string, Record<string, Operation>> = {};
  for (const endpoint of ENDPOINTS) {
    paths[endpoint.path] = { ...paths[endpoint.path], [endpoint.method]: operation(endpoint) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Heliograph",
      version: "1",
      description:
        "Money is in minor units with its currency; prices, quantities and fractions are decimal texts; times are ISO 8601 in UTC, but of candles and of what was made of them (milliseconds). Unknown fields are refused by name.",
    },
    servers: [{ url: baseUrl }],
    paths,
    components: {
      securitySchemes: {
        bearer: {
          type: "http",
          scheme: "bearer",
          description: "An access token from sign-in, or a named API token with scopes.",
        },
        session: {
          type: "apiKey",
          in: "cookie",
          name: "next-auth.session-token",
          description: "The browser's session; writes need our own Origin.",
        },
      },
      schemas: { Problem: PROBLEM, ...answerSchemas() },
    },
  };
}

const PROBLEM: JsonSchema = {
  type: "object",
  required: ["type", "title", "status", "detail", "code", "requestId"],
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string" },
    code: { type: "string", enum: Object.keys(ERROR_CODES) },
    fieldErrors: { type: "object", additionalProperties: { type: "array", items: { type: "string" } } },
    requestId: { type: "string" },
  },
};

/** As readIdempotencyKey() takes it. */
const IDEMPOTENCY_KEY = {
  name: "Idempotency-Key",
  in: "header" as const,
  required: false,
  schema: { type: "string", minLength: 1, maxLength: 200 },
};

function operation(endpoint: Endpoint): Operation {
  const inPath = [...endpoint.path.matchAll(/\{(\w+)\}/g)].map((match) => ({
    name: match[1] ?? "",
    in: "path" as const,
    required: true,
    schema: { type: "string" },
  }));
  const query = endpoint.query === undefined ? null : schemaOf(endpoint.query);
  const required: readonly unknown[] = Array.isArray(query?.required) ? query.required : [];
  const inQuery = Object.entries(asObject(query?.properties)).map(([name, schema]) => ({
    name,
    in: "query" as const,
    required: required.includes(name),
    schema: asObject(schema),
  }));
  return {
    operationId: `${endpoint.method}${endpoint.path.replace(/[^a-z]+(.)/gi, (_all, letter: string) => letter.toUpperCase()).replace(/\W/g, "")}`,
    summary: endpoint.summary,
    description: accessWords(endpoint),
    tags: [endpoint.group],
    security:
      endpoint.role === null ? [] : [{ bearer: endpoint.scope === null ? [] : [endpoint.scope] }, { session: [] }],
    parameters: [...inPath, ...inQuery, ...(endpoint.idempotent === true ? [IDEMPOTENCY_KEY] : [])],
    ...(endpoint.body === undefined
      ? {}
      : {
          requestBody: {
            required: endpoint.bodyOptional !== true,
            content: { "application/json": { schema: schemaOf(endpoint.body) } },
          },
        }),
    responses: {
      [endpoint.answers.status]: { description: endpoint.answers.says, ...answerContent(endpoint) },
      default: {
        description: "A refusal",
        content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
      },
    },
  };
}

function answerSchemas(): Readonly<Record<string, JsonSchema>> {
  return Object.fromEntries(Object.entries(ANSWERS).map(([name, schema]) => [name, jsonSchema(schema, "output")]));
}

function answerContent({ answer }: Endpoint): { content?: { "application/json": { schema: JsonSchema } } } {
  if (answer === undefined) return {};
  const one = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });
  if (typeof answer === "string") return { content: { "application/json": { schema: one(answer) } } };
  const schema = {
    type: "object",
    required: ["items", "nextCursor"],
    properties: { items: { type: "array", items: one(answer.pageOf) }, nextCursor: { type: ["string", "null"] } },
  };
  return { content: { "application/json": { schema } } };
}

function accessWords({ role, scope }: Endpoint): string {
  const who =
    role === null
      ? "Anyone."
      : role === "USER"
        ? "Any signed-in account."
        : role === "PROVIDER"
          ? "Providers."
          : role === "ADMIN"
            ? "Admins, or ADMIN_API_TOKEN where no second factor is asked."
            : "Subscribers and providers.";
  return scope === null ? who : `${who} An API token needs the scope ${scope}.`;
}

/** What a program sends. A list that a form may also type as a text is shown as the list it becomes. */
function schemaOf(schema: z.ZodType): JsonSchema {
  return jsonSchema(schema, "input");
}

function jsonSchema(schema: z.ZodType, io: "input" | "output"): JsonSchema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: "any",
    override: ({ zodSchema, jsonSchema }) => {
      // An answer may get fields later: no reader should be told to refuse them.
      if (io === "output" && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
      const definition = zodSchema._zod.def;
      if (definition.type !== "pipe") return;
      const { in: first, out } = definition as unknown as { in: z.ZodType; out: z.ZodType };
      if (first._zod.def.type === "transform") Object.assign(jsonSchema, schemaOf(out));
    },
  });
  return rest;
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
