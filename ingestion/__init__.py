"""From files and pages to documents: read, structured by article, dated, placed, kept.

Knows files, texts and dates. Does not know embeddings, questions, models or the web.
"""
