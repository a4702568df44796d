"""Measuring: cases, benchmarks and scores over the same pipeline that the public uses."""
