// Sends through Slack's own incoming webhook client: one message that fits, one that does not.
import { IncomingWebhook } from '@slack/webhook';

const [url] = process.argv.slice(2);
const hook = new IncomingWebhook(url);
const good = await hook.send({ text: 'hello from the webhook client' });
let bad = null;
try {
  const text = { type: 'plain_text', text: 'x'.repeat(151) };
  await hook.send({ blocks: [{ type: 'header', text }] });
} catch (thrown) {
  bad = { status: thrown.original?.response?.status ?? null, message: thrown.message };
}
console.log(JSON.stringify({ good, bad }));
