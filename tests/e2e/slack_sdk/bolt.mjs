// Slack's own receiver: answers signed requests on a free port and prints that port.
import bolt from '@slack/bolt';

const [apiUrl, token, signingSecret] = process.argv.slice(2);
const app = new bolt.App({ token, signingSecret, clientOptions: { slackApiUrl: apiUrl } });
app.action('take', async ({ ack }) => ack());
const server = await app.start({ port: 0, host: '127.0.0.1' });
console.log(JSON.stringify({ port: server.address().port }));
