import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { PageHead } from "@/components/ui/panel";
import { GUIDES } from "../guides.tsx";

interface Props {
  params: Promise<{ page: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { page } = await params;
  const guide = GUIDES.find(({ slug }) => slug === page);
  return guide === undefined ? { title: "Not found" } : { title: guide.title, description: guide.lead };
}

export default async function GuidePage({ params }: Props) {
  const { page } = await params;
  const guide = GUIDES.find(({ slug }) => slug === page);
  if (guide === undefined) notFound();
  return (
    <article>
      <PageHead title={guide.title} lead={guide.lead} />
      <div className="prose">{guide.body}</div>
    </article>
  );
}
