// A receiver: WEBHOOK_SECRET=whsec_… node server.mjs
import { createServer } from "node:http";
import { verifyWebhook } from "./verify.mjs";

const seen = new Set();

createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  try {
    const message = verifyWebhook(process.env.WEBHOOK_SECRET, request.headers, Buffer.concat(chunks).toString("utf8"));
    const id = request.headers["webhook-id"];
    if (!seen.has(id)) {
      seen.add(id); // the same message may come twice: answer 2xx both times, act once
      console.log(message.type, message.data.title);
    }
    response.writeHead(204).end();
  } catch (error) {
    response.writeHead(400).end(error.message);
  }
}).listen(9000);
