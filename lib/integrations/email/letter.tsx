import { Link, Text } from "@react-email/components";
import { render } from "@react-email/render";
import type { Mail, Mailer } from "@/lib/ports/mailer";
import { INK_2, Layout } from "./layout.tsx";

/** Gives mails that are plain text alone (account mails) our layout too; the text stays as their plain part. */
export function withLetters(mailer: Mailer): Mailer {
  return {
    async send(mail, signal) {
      return mailer.send(
        mail.html === undefined ? { ...mail, html: await render(<Letter mail={mail} />) } : mail,
        signal,
      );
    },
  };
}

function Letter({ mail }: { readonly mail: Mail }) {
  const [first = ""] = mail.text.split("\n");
  const paragraphs = mail.text.split("\n\n").filter((part) => part.trim() !== "" && part.trim() !== "Heliograph");
  return (
    <Layout preview={mail.subject} foot={`You get this mail because of your account at Heliograph. ${mail.to}`}>
      {paragraphs.map((part) => (
        <Text
          key={part}
          className="ink-2"
          style={{ ...INK_2, margin: part.startsWith(first) ? 0 : "12px 0 0", fontSize: 15, lineHeight: "22px" }}
        >
          <Linked text={part} links={mail.links} />
        </Text>
      ))}
    </Layout>
  );
}

/** Text whose addresses, those named in `links` and no others, can be pressed. */
function Linked({ text, links }: { readonly text: string; readonly links: readonly string[] }) {
  const link = links.find((each) => text.includes(each));
  if (link === undefined) return text;
  const [before = "", ...after] = text.split(link);
  return (
    <>
      {before}
      <Link href={link} style={{ color: "#1c4cb4", wordBreak: "break-all" }}>
        {link}
      </Link>
      <Linked text={after.join(link)} links={links} />
    </>
  );
}
