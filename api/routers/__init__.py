"""One thin router per noun: parse, act, present. No `try`, no SQL, no rules."""
