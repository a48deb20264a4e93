import type { Metadata } from "next";
import { Badge } from "@/components/ui/badge";
import { PageHead } from "@/components/ui/panel";
import { Table, Td, Th } from "@/components/ui/table";
import { getCtx } from "@/lib/runtime/ctx";
import { type JsonSchema, type Operation, openApiDocument } from "@/lib/runtime/openapi/document";

export const metadata: Metadata = { title: "API reference", description: "Every endpoint with its fields." };

/** The reference, drawn on the server from the same document that /api/openapi.json serves. */
export default function ApiReferencePage() {
  const { paths } = openApiDocument(getCtx().config.baseUrl);
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const groups = [...new Set(operations.map(({ operation }) => operation.tags[0]))];
  return (
    <>
      <PageHead
        title="API reference"
        lead={
          <>
            Made from the schemas that check each request. As a file for your tools:{" "}
            <a className="link" href="/api/openapi.json">
              openapi.json
            </a>
          </>
        }
      />
      {groups.map((group) => (
        <section key={group} className="mb-10" aria-labelledby={idOf(group)}>
          <h2 id={idOf(group)} className="mb-3 text-title font-semibold">
            {group}
          </h2>
          <div className="grid gap-3">
            {operations
              .filter(({ operation }) => operation.tags[0] === group)
              .map(({ path, method, operation }) => (
                <details key={operation.operationId} id={operation.operationId} className="panel p-0!">
                  <summary className="flex flex-wrap items-center gap-x-3 gap-y-1 px-5 py-3">
                    <Badge tone={method === "get" ? "neutral" : "solid"}>{method.toUpperCase()}</Badge>
                    <code className="text-dense break-all">{path}</code>
                    <span className="text-dense text-ink-2">
                      <WithCode>{operation.summary}</WithCode>
                    </span>
                  </summary>
                  <div className="border-t border-line px-5 py-4">
                    <OperationDetails operation={operation} />
                  </div>
                </details>
              ))}
          </div>
        </section>
      ))}
    </>
  );
}

function OperationDetails({ operation }: { operation: Operation }) {
  const body = operation.requestBody?.content["application/json"].schema;
  const answers = Object.entries(operation.responses) as [string, { description: string }][];
  return (
    <div className="grid gap-4">
      <p className="text-dense text-ink-2">
        <WithCode>{operation.description}</WithCode>
      </p>
      {operation.parameters.length > 0 && (
        <Fields
          label={`Parameters of ${operation.summary}`}
          rows={operation.parameters.map((one) => ({
            name: one.name,
            where: one.in,
            required: one.required,
            schema: one.schema,
          }))}
        />
      )}
      {body !== undefined && <Body schema={body} label={`Body of ${operation.summary}`} />}
      <ul className="text-dense">
        {answers.map(([status, answer]) => (
          <li key={status}>
            <code>{status === "default" ? "4xx, 5xx" : status}</code> <WithCode>{answer.description}</WithCode>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The document's texts are Markdown: what stands between backticks is code. */
function WithCode({ children }: { children: string }) {
  return children.split("`").map((part, at) => (at % 2 === 1 ? <code key={part}>{part}</code> : part));
}

function Body({ schema, label }: { schema: JsonSchema; label: string }) {
  const choices = Array.isArray(schema.anyOf) ? (schema.anyOf as JsonSchema[]) : [schema];
  return choices.map((choice, at) => {
    const required = Array.isArray(choice.required) ? choice.required : [];
    const properties = Object.entries((choice.properties ?? {}) as Record<string, JsonSchema>);
    return (
      <Fields
        // biome-ignore lint/suspicious/noArrayIndexKey: forms of one body, in the order of its schema
        key={at}
        label={choices.length > 1 ? `${label}, form ${at + 1}` : label}
        rows={properties.map(([name, one]) => ({
          name,
          where: "body",
          required: required.includes(name),
          schema: one,
        }))}
      />
    );
  });
}

function Fields({
  label,
  rows,
}: {
  label: string;
  rows: readonly { name: string; where: string; required: boolean; schema: JsonSchema }[];
}) {
  return (
    <Table
      label={label}
      head={
        <>
          <Th>Field</Th>
          <Th>In</Th>
          <Th>Type</Th>
        </>
      }
    >
      {rows.map((row) => (
        <tr key={row.name}>
          <th scope="row">
            <code>{row.name}</code>
            {row.required && <span className="ml-2 text-caption font-normal text-ink-3">required</span>}
          </th>
          <Td>{row.where}</Td>
          <Td className="break-words">{typeOf(row.schema)}</Td>
        </tr>
      ))}
    </Table>
  );
}

/** A schema in a few words: `"LONG" | "SHORT"`, `list of text`, `{type, value}`. */
function typeOf(schema: JsonSchema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  const choices = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(choices)) return [...new Set((choices as JsonSchema[]).map(typeOf))].join(" or ");
  if (schema.type === "array") return `list of ${typeOf((schema.items ?? {}) as JsonSchema)}`;
  if (schema.type === "object") {
    const names = Object.keys((schema.properties ?? {}) as object);
    return names.length === 0 ? "object" : `{${names.join(", ")}}`;
  }
  if (schema.type === "string")
    return typeof schema.maxLength === "number" ? `text, at most ${schema.maxLength}` : "text";
  if (schema.type === "integer" || schema.type === "number") {
    const bounds = [
      typeof schema.minimum === "number" ? `from ${schema.minimum}` : "",
      typeof schema.maximum === "number" && schema.maximum < 1e15 ? `to ${schema.maximum}` : "",
    ];
    return ["number", ...bounds.filter((bound) => bound !== "")].join(" ");
  }
  return typeof schema.type === "string" ? schema.type : "text or number";
}

function idOf(group: string): string {
  return group.toLowerCase().replace(/\W+/g, "-");
}
