"""Hugging Face's library for Python, at endpoints' URLs and at the serverless API's. CHAT, SPEECH and IMAGE are URLs, HF_TOKEN is a key."""
import os
from huggingface_hub import InferenceClient
from huggingface_hub.inference import _client
from huggingface_hub.errors import HfHubHTTPError

chat, speech, image = (InferenceClient(model=os.environ[name]) for name in ("CHAT", "SPEECH", "IMAGE"))
messages = [{"role": "user", "content": "the cat sat on the mat"}]

answer = chat.chat_completion(messages, max_tokens=5).choices[0].message.content
assert answer
streamed = [chunk.choices[0].delta.content or "" for chunk in chat.chat_completion(messages, max_tokens=5, stream=True) if chunk.choices]
assert "".join(streamed) == answer and len(streamed) >= 5, streamed

generated = chat.text_generation("the cat sat on the mat", max_new_tokens=5)
tokens = list(chat.text_generation("the cat sat on the mat", max_new_tokens=5, stream=True))
assert generated.endswith("".join(tokens)) and len(tokens) == 5, (generated, tokens)

assert "100000" in speech.automatic_speech_recognition(bytes(100_000)).text

_client._bytes_to_image = lambda image: image  # which Pillow would do; the request stays what it is
assert image.text_to_image("a cat").startswith(b"\x89PNG")

try:
    InferenceClient(model=os.environ["CHAT"], token="wrong").chat_completion(messages)
    raise AssertionError("a wrong key was let in")
except HfHubHTTPError as error:
    assert error.response.status_code == 401, error
