// OpenAI's library, with the gateway as its server. OPENAI_BASE_URL and OPENAI_API_KEY say where and who.
import assert from 'node:assert/strict';
import 'openai/shims/web'; // Node's own fetch: the library's other one takes the end of a stream for a broken one with Debian 12's Node 18
import OpenAI from 'openai';

const client = new OpenAI({ maxRetries: 0 });
const question = { model: 'openai-community/gpt2', max_tokens: 5, messages: [{ role: 'user', content: 'the cat sat on the mat' }] };

const models = await client.models.list();
assert.ok(models.data.some(model => model.root === question.model), 'the model is listed');

const answer = await client.chat.completions.create(question);
assert.ok(answer.choices[0].message.content.length > 0, 'an answer in one piece');
assert.equal(answer.usage.completion_tokens, 5);

let text = '', pieces = 0, usage;
for await (const chunk of await client.chat.completions.create({ ...question, stream: true, stream_options: { include_usage: true } })) {
  usage = chunk.usage ?? usage;
  const piece = chunk.choices[0]?.delta.content;
  if (piece) { text += piece; pieces++; }
}
assert.equal(text, answer.choices[0].message.content);
assert.equal(pieces, 5);

await assert.rejects(client.chat.completions.create({ ...question, model: 'nobody/nothing' }), OpenAI.NotFoundError);
await assert.rejects(new OpenAI({ apiKey: 'wrong', maxRetries: 0 }).chat.completions.create(question), OpenAI.AuthenticationError);
