"""From a question to a checked answer. Knows passages, language models and conversations; not the web."""
