import { Body, Container, Head, Hr, Html, Link, Preview, Section, Text } from "@react-email/components";
import type { ReactNode } from "react";

/** The brand's paper and ink (brand/tokens.css); mail programs know no variables. Dark is theirs to ask for. */
export const INK = { color: "#15181e" };
export const INK_2 = { color: "#454a54" };
export const INK_3 = { color: "#5f646e" };
const DARK = `@media (prefers-color-scheme: dark) {
  .page { background: #0e1014 !important } .card { background: #171a20 !important; border-color: #2a2f38 !important }
  .ink, .ink a { color: #eceae4 !important } .ink-2 { color: #b9bcc4 !important } .ink-3, .ink-3 a { color: #969ba6 !important }
  .press { background: #eceae4 !important; color: #15181e !important } }`;

const FONT = "-apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";

/** What every mail of ours looks like: one card, one column, no picture that would tell the sender of its opening. */
export function Layout({
  preview,
  children,
  foot,
}: {
  readonly preview: string;
  readonly children: ReactNode;
  readonly foot: ReactNode;
}) {
  return (
    <Html lang="en">
      <Head>
        <meta name="color-scheme" content="light dark" />
        <style>{DARK}</style>
      </Head>
      <Preview>{preview}</Preview>
      <Body className="page" style={{ margin: 0, padding: "24px 12px", background: "#f6f5f1", fontFamily: FONT }}>
        <Container style={{ maxWidth: 560, margin: "0 auto" }}>
          <Text className="ink" style={{ ...INK, margin: "0 0 12px", fontSize: 15, fontWeight: 650 }}>
            Heliograph
          </Text>
          <Section
            className="card"
            style={{ background: "#ffffff", border: "1px solid #e4e1d9", borderRadius: 10, padding: "24px" }}
          >
            {children}
          </Section>
          <Hr style={{ border: 0, margin: "12px 0" }} />
          <div className="ink-3" style={{ ...INK_3, fontSize: 12, lineHeight: "18px" }}>
            {foot}
          </div>
        </Container>
      </Body>
    </Html>
  );
}

/** A link that looks like one, in the card's ink. */
export function FootLink({ href, children }: { readonly href: string; readonly children: ReactNode }) {
  return (
    <Link href={href} style={{ ...INK_3, textDecoration: "underline" }}>
      {children}
    </Link>
  );
}
