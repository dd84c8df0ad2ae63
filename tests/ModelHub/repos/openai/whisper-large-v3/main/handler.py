"""A custom handler: transcribes speech in the language that the caller names, else in the one that is spoken."""

from typing import Any

import torch
from transformers import pipeline


class EndpointHandler:
    def __init__(self, path: str = "") -> None:
        on_gpu = torch.cuda.is_available()
        self.transcribe = pipeline(
            "automatic-speech-recognition",
            model=path,
            device=0 if on_gpu else -1,
            torch_dtype=torch.float16 if on_gpu else torch.float32,
            chunk_length_s=30,
        )

    def __call__(self, data: dict[str, Any]) -> dict[str, str]:
        parameters = data.get("parameters") or {}
        options = {"task": "transcribe"}
        if "language" in parameters:
            options["language"] = parameters["language"]
        return {"text": self.transcribe(data["inputs"], generate_kwargs=options)["text"]}
