import { Button, Heading, Text } from "@react-email/components";
import { render } from "@react-email/render";
import type { OutgoingMessage, ToldItem } from "@/lib/ports/channel-sender";
import { FootLink, INK, INK_2, INK_3, Layout } from "./layout.tsx";

export interface RenderedMail {
  readonly html: string;
  readonly text: string;
  /** The addresses inside the text, in order. */
  readonly links: readonly string[];
}

/** A message as mail: the same words in HTML and in plain text. Times are on the reader's own clock. */
export async function messageMail(message: OutgoingMessage, timeZone: string): Promise<RenderedMail> {
  const items = message.items.length === 0 ? [message] : message.items;
  const isDigest = message.items.length > 0;
  const said = items.map((item) => textOf(item, timeZone, isDigest)).join("\n\n");
  const head = isDigest ? `${message.title}\n\n` : "";
  const text = `${head}${said}\n\n--\nChange what you are told: ${message.settingsUrl}\nNo more mails of this kind: ${message.unsubscribeUrl}\n`;
  const links = [
    ...items.flatMap(({ link }) => (link === null ? [] : [link])),
    message.settingsUrl,
    message.unsubscribeUrl,
  ];
  return { html: await render(<MessageMail message={message} timeZone={timeZone} />), text, links };
}

function textOf({ title, body, link, at }: ToldItem, timeZone: string, isDigest: boolean): string {
  return [title, body, when(at, timeZone), ...(link === null ? [] : [link])]
    .map((line) => (isDigest ? `  ${line}` : line))
    .join("\n");
}

function MessageMail({ message, timeZone }: { readonly message: OutgoingMessage; readonly timeZone: string }) {
  const isDigest = message.items.length > 0;
  return (
    <Layout
      preview={message.body}
      foot={
        <>
          <FootLink href={message.settingsUrl}>Change what you are told</FootLink>
          {" · "}
          <FootLink href={message.unsubscribeUrl}>No more mails of this kind</FootLink>
        </>
      }
    >
      <Heading as="h1" className="ink" style={{ ...INK, margin: 0, fontSize: 20, lineHeight: "28px", fontWeight: 650 }}>
        {message.title}
      </Heading>
      {isDigest ? (
        message.items.map((item) => <Item key={`${item.at} ${item.title}`} item={item} timeZone={timeZone} />)
      ) : (
        <>
          {message.body.split("\n").map((line) => (
            <Text
              key={line}
              className="ink-2"
              style={{ ...INK_2, margin: "8px 0 0", fontSize: 15, lineHeight: "22px" }}
            >
              {line}
            </Text>
          ))}
          <Text className="ink-3" style={{ ...INK_3, margin: "8px 0 0", fontSize: 13 }}>
            {when(message.at, timeZone)}
          </Text>
        </>
      )}
      {message.link !== null && (
        <Button
          className="press"
          href={message.link}
          style={{
            marginTop: 20,
            padding: "10px 18px",
            borderRadius: 8,
            background: "#15181e",
            color: "#ffffff",
            fontSize: 14,
            fontWeight: 600,
          }}
        >
          {isDigest ? "See all" : "Open"}
        </Button>
      )}
    </Layout>
  );
}

function Item({ item, timeZone }: { readonly item: ToldItem; readonly timeZone: string }) {
  return (
    <>
      <Text className="ink" style={{ ...INK, margin: "16px 0 0", fontSize: 15, lineHeight: "22px", fontWeight: 600 }}>
        {item.link === null ? (
          item.title
        ) : (
          <a href={item.link} style={INK}>
            {item.title}
          </a>
        )}
      </Text>
      <Text className="ink-2" style={{ ...INK_2, margin: "2px 0 0", fontSize: 14, lineHeight: "20px" }}>
        {item.body}
      </Text>
      <Text className="ink-3" style={{ ...INK_3, margin: "2px 0 0", fontSize: 12 }}>
        {when(item.at, timeZone)}
      </Text>
    </>
  );
}

/** `21 Nov 2026, 12:01:03 (Europe/Berlin)` */
function when(at: number, timeZone: string): string {
  const text = new Intl.DateTimeFormat("en-GB", { timeZone, dateStyle: "medium", timeStyle: "medium" }).format(at);
  return `${text} (${timeZone.replace(/_/g, " ")})`;
}
