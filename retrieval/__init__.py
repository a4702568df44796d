"""From documents to passages: embeddings, two indexes, one predicate, one way in (`searcher`).

Knows chunks and questions as texts. Does not know conversations, answers or the web.
"""
