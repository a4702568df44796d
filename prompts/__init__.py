"""Every text that a model or a person reads: prompt templates, and the sentences of outcomes and problems.

Imports nothing of this project. Does not know who asks or what was found.
"""
