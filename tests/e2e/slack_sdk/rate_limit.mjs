// Posts faster than the channel allows; Slack's client must see the 429s and wait as told.
import { WebClient } from '@slack/web-api';

const [apiUrl, token, count] = process.argv.slice(2);
const client = new WebClient(token, { slackApiUrl: apiUrl });
const waits = [];
client.on('rate_limited', (seconds) => waits.push(seconds));

const started = Date.now();
const sent = await Promise.all(Array.from({ length: Number(count) }, (_, n) =>
  client.chat.postMessage({ channel: '#ops', text: `message ${n}` })));
console.log(JSON.stringify({
  waits, seconds: (Date.now() - started) / 1000, ok: sent.every((reply) => reply.ok),
}));
