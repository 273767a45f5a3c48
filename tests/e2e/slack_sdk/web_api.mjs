// Drives the double with Slack's own Web API client and prints what it saw, as one JSON object.
import { WebClient } from '@slack/web-api';

const [apiUrl, token] = process.argv.slice(2);
const client = new WebClient(token, { slackApiUrl: apiUrl, retryConfig: { retries: 2 } });
const seen = {};

/** The error word and details of a call that should be refused. */
async function refusal(call) {
  try {
    await call();
    return null;
  } catch (thrown) {
    return { error: thrown.data?.error, details: thrown.data?.response_metadata?.messages ?? [] };
  }
}

const section = (text) => ({ type: 'section', text: { type: 'mrkdwn', text } });
const metadata = { event_type: 'triaged_delivery', event_payload: { delivery: 'inc-7/ops/root' } };

seen.auth = await client.auth.test();
const root = await client.chat.postMessage({
  channel: '#ops', text: 'root', blocks: [section('root')], metadata,
});
const place = { channel: root.channel };
await client.chat.update({ ...place, ts: root.ts, text: 'edited', blocks: [section('edited')] });
await client.chat.postMessage({ ...place, text: 'reply', thread_ts: root.ts, metadata });

seen.root = root;
seen.history = await client.conversations.history({ ...place, include_all_metadata: true });
seen.replies = await client.conversations.replies({
  ...place, ts: root.ts, include_all_metadata: true,
});
seen.info = await client.conversations.info(place);
seen.permalink = await client.chat.getPermalink({ ...place, message_ts: root.ts });
seen.reaction = await client.reactions.add({ ...place, timestamp: root.ts, name: 'eyes' });
seen.user = await client.users.info({ user: 'UOPERATOR' });
seen.listed = [];
for await (const page of client.paginate('conversations.list', { limit: 2 })) {
  seen.listed.push(...page.channels.map((channel) => channel.name));
}

seen.unknownChannel = await refusal(() =>
  client.chat.postMessage({ channel: '#nowhere', text: 'x' }));
seen.oversized = await refusal(() =>
  client.chat.postMessage({ ...place, text: 'x', blocks: [section('x'.repeat(3001))] }));
seen.tooManyBlocks = await refusal(() =>
  client.chat.postMessage({ ...place, text: 'x', blocks: Array(51).fill(section('x')) }));
seen.wrongToken = await refusal(() =>
  new WebClient('xoxb-wrong', { slackApiUrl: apiUrl }).auth.test());

console.log(JSON.stringify(seen));
