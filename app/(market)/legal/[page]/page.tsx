import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { PageHead } from "@/components/ui/panel";
import { LEGAL } from "../texts.tsx";

interface Props {
  params: Promise<{ page: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { page } = await params;
  return { title: LEGAL.find(({ slug }) => slug === page)?.title ?? "Not found" };
}

export default async function LegalPage({ params }: Props) {
  const { page } = await params;
  const text = LEGAL.find(({ slug }) => slug === page);
  if (text === undefined) notFound();
  return (
    <article className="wrap pt-10">
      <PageHead title={text.title} />
      <div className="prose">{text.body}</div>
    </article>
  );
}
