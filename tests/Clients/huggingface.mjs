// Hugging Face's library for JavaScript, at endpoints' URLs and at the serverless API's. CHAT, SPEECH and IMAGE are URLs, HF_TOKEN is a key.
import assert from 'node:assert/strict';
import { InferenceClient } from '@huggingface/inference';

const { CHAT, SPEECH, IMAGE, HF_TOKEN } = process.env;
const at = url => new InferenceClient(HF_TOKEN).endpoint(url);
const messages = [{ role: 'user', content: 'the cat sat on the mat' }];

const answer = await at(CHAT).chatCompletion({ messages, max_tokens: 5 });
assert.ok(answer.choices[0].message.content.length > 0, 'an answer in one piece');

let text = '';
for await (const chunk of at(CHAT).chatCompletionStream({ messages, max_tokens: 5 })) text += chunk.choices[0]?.delta.content ?? '';
assert.equal(text, answer.choices[0].message.content);

const prompt = { inputs: 'the cat sat on the mat', parameters: { max_new_tokens: 5 } };
const generated = (await at(CHAT).textGeneration(prompt)).generated_text;
assert.ok(generated.length > 0, 'generated text');

const tokens = [];
for await (const { token, choices } of at(CHAT).textGenerationStream(prompt)) tokens.push(token?.text ?? choices[0].text); // as TGI has it, or as OpenAI
assert.equal(tokens.join(''), generated);
assert.equal(tokens.length, 5);

const sound = new Blob([new Uint8Array(100_000)], { type: 'audio/wav' });
assert.ok((await at(SPEECH).automaticSpeechRecognition({ data: sound })).text.includes('100000'), 'all of the sound arrived');

const image = await at(IMAGE).textToImage({ inputs: 'a cat' });
assert.deepEqual([...new Uint8Array(await image.arrayBuffer()).slice(0, 4)], [0x89, 0x50, 0x4e, 0x47]);

await assert.rejects(new InferenceClient('wrong').endpoint(CHAT).chatCompletion({ messages }));
