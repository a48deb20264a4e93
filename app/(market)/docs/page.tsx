import type { Metadata } from "next";
import Link from "next/link";
import { PageHead } from "@/components/ui/panel";
import { GUIDES } from "./guides.tsx";

export const metadata: Metadata = {
  title: "Docs",
  description: "Short guides to following, checking and selling signals.",
};

export default function DocsPage() {
  return (
    <>
      <PageHead title="Docs" lead="Short guides. Each says what this version does." />
      <ul className="grid gap-5 sm:grid-cols-2">
        {GUIDES.map((guide) => (
          <li key={guide.slug} className="panel relative">
            <h2 className="panel-title">
              <Link href={`/docs/${guide.slug}`} className="after:absolute after:inset-0 hover:underline">
                {guide.title}
              </Link>
            </h2>
            <p className="mt-1 text-ink-2">{guide.lead}</p>
          </li>
        ))}
        <li className="panel relative">
          <h2 className="panel-title">
            <Link href="/docs/exchanges" className="after:absolute after:inset-0 hover:underline">
              Exchanges
            </Link>
          </h2>
          <p className="mt-1 text-ink-2">
            What can be traded where, and how keys are taken, as the product itself reads it.
          </p>
        </li>
        <li className="panel relative">
          <h2 className="panel-title">
            <Link href="/docs/api" className="after:absolute after:inset-0 hover:underline">
              API reference
            </Link>
          </h2>
          <p className="mt-1 text-ink-2">Every endpoint with its fields, made from the schemas that check them.</p>
        </li>
      </ul>
    </>
  );
}
