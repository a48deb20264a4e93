import { Beam } from "@/components/ui/beam";
import { When } from "@/components/ui/when";
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
            <Diff version={version} />
          </>
        ),
      }))}
    />
  );
}

function Diff({ version }: { readonly version: VersionRow }) {
  const { parameterChanges, descriptionBefore } = version;
  if (parameterChanges.length === 0 && descriptionBefore === null) return null;
  return (
    <details className="disclosure mt-1">
      <summary>What differs</summary>
      <ul className="mt-1 grid gap-1 text-caption">
        {parameterChanges.map((change) => (
          <li key={change.name} className="font-mono break-all">
            {change.name}: <del>{change.before ?? "none"}</del> →{" "}
            <ins className="no-underline">{change.after ?? "removed"}</ins>
          </li>
        ))}
        {descriptionBefore !== null && (
          <li>
            <del className="block text-ink-3">{descriptionBefore}</del>
            <ins className="block no-underline">{version.description}</ins>
          </li>
        )}
      </ul>
    </details>
  );
}
