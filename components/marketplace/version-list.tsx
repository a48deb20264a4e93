import { Beam } from "@/components/ui/beam";
import { When } from "@/components/ui/when";
import { diffParameters } from "@/lib/features/marketplace/changes";
import type { VersionRow } from "@/lib/features/marketplace/queries";

/** Versions, newest first, each with what it changed against the one before. */
export function VersionList({ versions }: { readonly versions: readonly VersionRow[] }) {
  return (
    <Beam
      label="Versions"
      items={versions.map((version, at) => ({
        id: String(version.version),
        state: at === 0 ? "now" : "done",
        title: `Version ${version.version}`,
        at: <When at={version.createdAt} />,
        children: (
          <>
            <p className="break-words">{version.note}</p>
            <Diff before={versions[at + 1]} after={version} />
          </>
        ),
      }))}
    />
  );
}

function Diff({ before, after }: { readonly before: VersionRow | undefined; readonly after: VersionRow }) {
  if (before === undefined) return null;
  const parameters = diffParameters(before.parameters, after.parameters);
  const reworded = before.description !== after.description;
  if (parameters.length === 0 && !reworded) return null;
  return (
    <details className="disclosure mt-1">
      <summary>What differs</summary>
      <ul className="mt-1 grid gap-1 text-caption">
        {parameters.map((change) => (
          <li key={change.name} className="font-mono break-all">
            {change.name}: <del>{change.before ?? "none"}</del> →{" "}
            <ins className="no-underline">{change.after ?? "removed"}</ins>
          </li>
        ))}
        {reworded && (
          <li>
            <del className="block text-ink-3">{before.description}</del>
            <ins className="block no-underline">{after.description}</ins>
          </li>
        )}
      </ul>
    </details>
  );
}
