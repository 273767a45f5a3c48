// Connects Slack's own Socket Mode client, acknowledges what comes, prints each event as a line.
import { SocketModeClient } from '@slack/socket-mode';

const [apiUrl, appToken] = process.argv.slice(2);
const client = new SocketModeClient({ appToken, clientOptions: { slackApiUrl: apiUrl } });
const say = (event, more = {}) => console.log(JSON.stringify({ event, ...more }));

client.on('connected', () => say('connected'));
client.on('reconnecting', () => say('reconnecting'));
client.on('interactive', async ({ body, ack }) => {
  await ack();
  say('interactive', { action: body.actions[0].action_id });
});
process.on('SIGTERM', async () => {
  await client.disconnect();
  process.exit(0);
});
await client.start();
