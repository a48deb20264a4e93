"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { Button, ButtonLink } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { Panel } from "@/components/ui/panel";
import { type Step, Stepper } from "@/components/ui/stepper";
import { type ChecklistRow, type ChecklistSteps, checklistRows } from "./checklist-rows.ts";

/** The first-run checklist: each line leads to its place and ticks itself, also when it was done in another window. */
export function Checklist({ steps, hide }: { readonly steps: ChecklistSteps; readonly hide: FormAction }) {
  const router = useRouter();
  useEffect(() => {
    const refresh = (): void => router.refresh();
    addEventListener("focus", refresh);
    return () => removeEventListener("focus", refresh);
  }, [router]);
  const rows = checklistRows(steps);
  if (rows.length === 0) return null;
  const current = rows.find((row) => !row.done);
  const done = rows.filter((row) => row.done).length;
  return (
    <Panel
      title="Getting started"
      aside={
        <Form action={hide} message="none" className="flex items-center gap-3">
          <span className="text-caption text-ink-3">
            {done} of {rows.length}
          </span>
          <Button type="submit" variant="ghost" size="sm">
            Hide
          </Button>
        </Form>
      }
    >
      <Stepper
        label="Getting started"
        steps={rows.map(
          (row): Step => ({
            id: row.id,
            label: row.done || row === current || row.href === undefined ? row.label : <LeadsOn {...row} />,
            state: row.done ? "done" : row === current ? "current" : "todo",
            ...(row.hint === undefined ? {} : { hint: row.hint }),
            ...(row === current && row.href !== undefined
              ? {
                  action: (
                    <ButtonLink href={row.href} size="sm">
                      {row.act}
                    </ButtonLink>
                  ),
                }
              : {}),
          }),
        )}
      />
    </Panel>
  );
}

/** A line that is not the next one leads to its place too: who wants to begin there is not kept from it. */
function LeadsOn({ label, href = "" }: Pick<ChecklistRow, "label" | "href">) {
  return (
    <Link href={href} className="hover:underline">
      {label}
    </Link>
  );
}
